package org.alexnetspark.jobs.train.round;

import java.io.Serializable;
import java.util.List;

/**
 * One round: every worker starts from the same average and takes its next few minibatches.
 *
 * @param number counted from 1
 * @param epoch counted from 1
 * @param firstMinibatch where in its share of the epoch each worker begins
 * @param minibatches that each takes, as long as its share has some
 * @param momentumChecksums of the files with the workers' own momentum, by worker; empty where
 *     momentum is not kept by workers, and before the first round
 */
public record Round(
    int number,
    int epoch,
    int firstMinibatch,
    int minibatches,
    double learningRate,
    List<String> momentumChecksums)
    implements Serializable {}
