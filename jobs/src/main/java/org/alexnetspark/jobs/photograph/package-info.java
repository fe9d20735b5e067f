/** Photographs that a user names: files, folders, lists. */
package org.alexnetspark.jobs.photograph;
