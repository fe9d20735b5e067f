/** What executors can compute with, and which of it a job takes. */
package org.alexnetspark.jobs.device;
