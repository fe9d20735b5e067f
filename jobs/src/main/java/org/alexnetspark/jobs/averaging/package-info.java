/** The average of the workers' weights, made in blocks between the executors. */
package org.alexnetspark.jobs.averaging;
