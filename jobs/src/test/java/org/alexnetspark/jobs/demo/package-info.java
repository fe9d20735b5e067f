/** Photographs that nobody had to take: drawn for the demo and for tests that need real files. */
package org.alexnetspark.jobs.demo;
