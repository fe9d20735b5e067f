/** A run's folder: the files that a training run writes and that reports and notebooks read. */
package org.alexnetspark.jobs.run;
