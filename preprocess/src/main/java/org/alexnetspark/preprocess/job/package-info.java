/**
 * The job that makes a split: the plan, the tasks that make shards, and how the result is
 * published. Work is in one Spark stage, a shard a task, without a shuffle.
 */
package org.alexnetspark.preprocess.job;
