package org.alexnetspark.jobs.train;

import java.io.Serializable;
import org.alexnetspark.jobs.network.TaskDevices;

/**
 * What a worker did in a round.
 *
 * @param lossSum sum over its images of the loss at the time each was used
 * @param secondsTraining wall-clock seconds of the minibatches, waiting for images included
 * @param secondsWaiting seconds of these in which no image was ready
 * @param devices where this was
 */
public record WorkerReport(
    int worker,
    long examples,
    double lossSum,
    double secondsTraining,
    double secondsWaiting,
    TaskDevices devices)
    implements Serializable {}
