package org.alexnetspark.jobs.train.graph;

import java.io.IOException;
import org.alexnetspark.jobs.lease.GraphNetwork;
import org.alexnetspark.jobs.train.round.ExecutorFeeds;
import org.alexnetspark.jobs.train.round.FeedingPlan;
import org.alexnetspark.model.Batch;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.nd4j.common.loader.Source;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes the minibatches that dl4j-spark's workers ask for by name, where they ask: those of AlexNet
 * with the same seed.
 */
final class GraphMinibatches implements DataSetLoader {
  private static final long serialVersionUID = 1L;

  private final FeedingPlan feeding;
  private final int epoch;
  private final int classes;
  private final Broadcast<SerializableConfiguration> hadoop;

  GraphMinibatches(
      FeedingPlan feeding, int epoch, int classes, Broadcast<SerializableConfiguration> hadoop) {
    this.feeding = feeding;
    this.epoch = epoch;
    this.classes = classes;
    this.hadoop = hadoop;
  }

  /** What a worker's minibatch is called; it looks like a path because dl4j-spark wants paths. */
  static String name(int worker, int minibatch) {
    return worker + "/" + minibatch;
  }

  @Override
  public DataSet load(Source source) throws IOException {
    String[] name = source.getPath().split("/", 2);
    int worker = Integer.parseInt(name[0]);
    int minibatch = Integer.parseInt(name[1]);
    try (ExecutorFeeds.Lease feed =
        ExecutorFeeds.take(feeding, epoch, minibatch, 1, worker, hadoop.value().value())) {
      Batch batch = feed.minibatches().next();
      DataSet images =
          new DataSet(
              GraphNetwork.features(batch.images().numbers(), batch.count(), feeding.crop()),
              oneHot(batch));
      feed.done();
      return images;
    }
  }

  private INDArray oneHot(Batch batch) {
    INDArray labels = Nd4j.zeros(batch.count(), classes);
    for (int i = 0; i < batch.count(); i++) {
      labels.putScalar(i, batch.labels()[i], 1);
    }
    return labels;
  }
}
