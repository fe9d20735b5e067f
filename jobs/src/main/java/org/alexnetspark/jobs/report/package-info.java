/** The page that shows a run: what was learnt, how it went, and where the time was spent. */
package org.alexnetspark.jobs.report;
