/**
 * For notebooks: datasets, runs and networks as tables, and as pieces of HTML that Zeppelin shows
 * when a paragraph prints them. Runs are read anew by each call, so that a paragraph that is run
 * again shows the state of the moment.
 */
package org.alexnetspark.jobs.notebook;
