package org.alexnetspark.jobs.train.graph;

import java.io.Serializable;
import java.util.Collection;
import org.alexnetspark.jobs.device.TaskDevices;
import org.alexnetspark.jobs.train.round.WorkerReport;
import org.apache.spark.TaskContext;
import org.apache.spark.util.CollectionAccumulator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Tells the driver of every minibatch: dl4j-spark itself reports the mean score of the workers'
 * last ones, with the penalty on large weights in it.
 */
final class GraphReports extends GraphHook {
  private static final long serialVersionUID = 1L;

  private final CollectionAccumulator<Minibatch> reports;
  private transient int number;
  private transient long startNanos;
  private transient double penalty;

  /**
   * What became of a minibatch.
   *
   * @param partition of the task that took it
   * @param number counted from 0 in the task
   * @param lossSum over its images, without any penalty on weights
   */
  record Minibatch(
      int partition, int number, long examples, double lossSum, double seconds, TaskDevices devices)
      implements Serializable {}

  GraphReports(CollectionAccumulator<Minibatch> reports) {
    this.reports = reports;
  }

  /** A worker's minibatches of a round together; how many it guessed right is not known. */
  static WorkerReport sum(int worker, Collection<Minibatch> minibatches) {
    return new WorkerReport(
        worker,
        minibatches.stream().mapToLong(Minibatch::examples).sum(),
        minibatches.stream().mapToDouble(Minibatch::lossSum).sum(),
        WorkerReport.UNKNOWN,
        minibatches.stream().mapToDouble(Minibatch::seconds).sum(),
        0,
        "",
        minibatches.iterator().next().devices());
  }

  @Override
  public void preUpdate(MultiDataSet minibatch, Model model) {
    penalty = ((ComputationGraph) model).calcRegularizationScore(true);
    startNanos = System.nanoTime();
  }

  @Override
  public void postUpdate(MultiDataSet minibatch, Model model) {
    long examples = minibatch.getFeatures(0).size(0);
    reports.add(
        new Minibatch(
            TaskContext.getPartitionId(),
            number,
            examples,
            (model.score() - penalty) * examples,
            (System.nanoTime() - startNanos) / 1e9,
            TaskDevices.current()));
    number++;
  }
}
