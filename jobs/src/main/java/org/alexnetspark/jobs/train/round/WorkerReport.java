package org.alexnetspark.jobs.train.round;

import java.io.Serializable;
import org.alexnetspark.jobs.device.TaskDevices;

/**
 * What a worker did in a round.
 *
 * @param lossSum sum over its images of the loss at the time each was used
 * @param correct how many of its images were guessed right at that time, or {@link #UNKNOWN}
 * @param secondsTraining wall-clock seconds of the minibatches, waiting for images included
 * @param secondsWaiting seconds of these in which no image was ready
 * @param momentumSum of the file with the worker's own momentum; empty where it has none
 * @param devices where this was
 */
public record WorkerReport(
    int worker,
    long examples,
    double lossSum,
    long correct,
    double secondsTraining,
    double secondsWaiting,
    String momentumSum,
    TaskDevices devices)
    implements Serializable {

  /** Of images guessed right, where nobody counted them. */
  public static final long UNKNOWN = -1;

  /** The report of a worker whose own momentum is in a file of this sum. */
  public WorkerReport withMomentumSum(String sum) {
    return new WorkerReport(
        worker, examples, lossSum, correct, secondsTraining, secondsWaiting, sum, devices);
  }
}
