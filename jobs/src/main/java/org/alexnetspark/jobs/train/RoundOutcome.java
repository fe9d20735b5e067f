package org.alexnetspark.jobs.train;

import java.util.List;
import java.util.Map;

/**
 * What a round came to.
 *
 * @param weights the workers' average
 * @param momentum likewise
 * @param workers a report of each worker, in their order
 * @param seconds wall-clock seconds by stage
 */
record RoundOutcome(
    float[] weights, float[] momentum, List<WorkerReport> workers, Map<String, Double> seconds) {

  long examples() {
    return workers.stream().mapToLong(WorkerReport::examples).sum();
  }

  /** Mean loss over the round's images. */
  double loss() {
    return workers.stream().mapToDouble(WorkerReport::lossSum).sum() / examples();
  }

  /** Share of the round's images that were guessed right when they were used. */
  double top1() {
    return workers.stream().mapToLong(WorkerReport::correct).sum() / (double) examples();
  }
}
