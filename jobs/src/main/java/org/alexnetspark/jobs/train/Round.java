package org.alexnetspark.jobs.train;

import java.io.Serializable;

/**
 * One round: every worker starts from the same average and takes its next few minibatches.
 *
 * @param number counted from 1
 * @param epoch counted from 1
 * @param firstMinibatch where in its share of the epoch each worker begins
 */
public record Round(int number, int epoch, int firstMinibatch, double learningRate)
    implements Serializable {}
