/** What all commands share: options, errors and exit status, progress. */
package org.alexnetspark.jobs.cli;
