package org.alexnetspark.jobs.train.graph;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Tells a worker's graph how many steps and epochs there were before its minibatches. dl4j-spark
 * gives workers a copy of the configuration, and DL4J copies all but these counts: Adam would begin
 * anew in every round, and schedules by steps or epochs would stand still.
 */
final class GraphCounts extends GraphHook {
  private static final long serialVersionUID = 1L;

  private final int stepsBefore;
  private final int epochs;
  private transient int taken;

  /**
   * @param stepsBefore minibatches that each worker took before this round
   * @param epochs that have ended
   */
  GraphCounts(int stepsBefore, int epochs) {
    this.stepsBefore = stepsBefore;
    this.epochs = epochs;
  }

  @Override
  public void preUpdate(MultiDataSet minibatch, Model model) {
    ComputationGraphConfiguration configuration = ((ComputationGraph) model).getConfiguration();
    configuration.setIterationCount(stepsBefore + taken);
    configuration.setEpochCount(epochs);
    taken++;
  }

  @Override
  public void postUpdate(MultiDataSet minibatch, Model model) {
    // The next minibatch sets the counts again.
  }
}
