/** The training job: the command, its checks and its loop of rounds, evaluations, checkpoints. */
package org.alexnetspark.jobs.train;
