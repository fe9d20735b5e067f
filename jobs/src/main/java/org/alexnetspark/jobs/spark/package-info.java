/** What every job asks of Spark: a session, its slots, its progress, vectors that travel. */
package org.alexnetspark.jobs.spark;
