package org.alexnetspark.jobs.train.round;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a round came to.
 *
 * @param weights the workers' average
 * @param momentum likewise; none where it is not averaged
 * @param workers a report of each worker, in their order
 * @param seconds wall-clock seconds by stage
 */
public record RoundOutcome(
    float[] weights, float[] momentum, List<WorkerReport> workers, Map<String, Double> seconds) {

  /** Of the files with the workers' own momentum; empty where there are none. */
  List<String> momentumChecksums() {
    return workers.stream()
        .map(WorkerReport::momentumSum)
        .filter(Predicate.not(String::isEmpty))
        .toList();
  }

  /** Images that all workers took. */
  public long examples() {
    return workers.stream().mapToLong(WorkerReport::examples).sum();
  }

  /** Where each worker was, in their order. */
  public List<WorkerPlace> places(int towers) {
    return workers.stream().map(report -> WorkerPlace.of(report, towers)).toList();
  }

  /** Mean loss over the round's images. */
  public double loss() {
    return workers.stream().mapToDouble(WorkerReport::lossSum).sum() / examples();
  }

  /** Share of the round's images that were guessed right when they were used; null if unknown. */
  public Double top1() {
    boolean known = workers.stream().noneMatch(each -> each.correct() == WorkerReport.UNKNOWN);
    long correct = workers.stream().mapToLong(WorkerReport::correct).sum();
    return known ? correct / (double) examples() : null;
  }
}
