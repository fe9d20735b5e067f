/** The training job: rounds of parameter averaging over logical workers. */
package org.alexnetspark.jobs.train;
