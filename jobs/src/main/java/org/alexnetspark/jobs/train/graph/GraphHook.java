package org.alexnetspark.jobs.train.graph;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.spark.api.TrainingHook;
import org.nd4j.linalg.dataset.api.DataSet;

/** Is called by dl4j-spark's workers before and after each minibatch of a graph. */
abstract class GraphHook implements TrainingHook {
  private static final long serialVersionUID = 1L;

  @Override
  public void preUpdate(DataSet minibatch, Model model) {
    throw new UnsupportedOperationException("dl4j-spark feeds graphs with MultiDataSet");
  }

  @Override
  public void postUpdate(DataSet minibatch, Model model) {
    throw new UnsupportedOperationException("dl4j-spark feeds graphs with MultiDataSet");
  }
}
