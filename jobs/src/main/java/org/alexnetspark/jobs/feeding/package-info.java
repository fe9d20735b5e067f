/**
 * From shards to minibatches: which rows a worker sees, in which order, and what is done to them.
 */
package org.alexnetspark.jobs.feeding;
