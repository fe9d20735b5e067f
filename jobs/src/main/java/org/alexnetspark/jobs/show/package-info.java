/** The page that shows a dataset, and the command that makes it. */
package org.alexnetspark.jobs.show;
