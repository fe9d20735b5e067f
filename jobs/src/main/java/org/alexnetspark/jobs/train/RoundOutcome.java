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

  /** Where each worker was, in their order. */
  List<WorkerPlace> places(int towers) {
    return workers.stream().map(report -> WorkerPlace.of(report, towers)).toList();
  }

  /** Mean loss over the round's images. */
  double loss() {
    return workers.stream().mapToDouble(WorkerReport::lossSum).sum() / examples();
  }
}
