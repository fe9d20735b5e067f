package org.alexnetspark.jobs.train;

import java.io.Serializable;

/**
 * What a worker did in a round.
 *
 * @param lossSum sum over its images of the loss at the time each was used
 * @param correct how many of its images were guessed right at that time
 * @param secondsTraining wall-clock seconds of the minibatches, waiting for images included
 * @param secondsWaiting seconds of these in which no image was ready
 */
public record WorkerReport(
    int worker,
    long examples,
    double lossSum,
    long correct,
    double secondsTraining,
    double secondsWaiting)
    implements Serializable {}
