package org.alexnetspark.ml;

import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.util.TaskCompletionListener;

/** What a network says of one image. A task has its own, which keeps a network until it ends. */
final class ImageFunction implements UDF1<Object, Row> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SharedNetwork> network;
  private final Scoring scoring;
  private final Outputs outputs;
  private final int featureLength;

  private transient ImageInput input;
  private transient Scorer ofTask;

  ImageFunction(
      Broadcast<SharedNetwork> network, Scoring scoring, Outputs outputs, int featureLength) {
    this.network = network;
    this.scoring = scoring;
    this.outputs = outputs;
    this.featureLength = featureLength;
  }

  @Override
  public Row call(Object image) {
    if (input == null) {
      input = new ImageInput(network.value().imageSize());
    }
    if (TaskContext.get() != null) {
      return row(image, ofTask());
    }
    // Spark's optimizer asks on the driver for what is constant.
    try (Scorer scorer = open()) {
      Row row = row(image, scorer);
      scorer.done();
      return row;
    }
  }

  private Scorer ofTask() {
    if (ofTask == null) {
      Scorer scorer = open();
      TaskContext.get()
          .addTaskCompletionListener((TaskCompletionListener) context -> close(scorer, context));
      ofTask = scorer;
    }
    return ofTask;
  }

  private void close(Scorer scorer, TaskContext task) {
    if (!task.isFailed()) {
      scorer.done();
    }
    scorer.close();
    ofTask = null;
  }

  private Scorer open() {
    return new Scorer(network.value(), scoring, featureLength);
  }

  private Row row(Object image, Scorer scorer) {
    List<Object> values =
        ScoredImages.values(
                java.util.Collections.singletonList(image), input, scorer, outputs, network.value())
            .get(0);
    return RowFactory.create(values.toArray());
  }
}
