package org.alexnetspark.jobs.features;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.alexnetspark.jobs.feeding.StoredImages;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** The rows of one task: a batch of images is read whenever the rows of the last are used up. */
final class FeatureRows implements Iterator<Row> {

  /** The columns of the Parquet files. */
  static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.LongType, false)
          .add("label", DataTypes.IntegerType, false)
          .add("synset", DataTypes.StringType, false)
          .add("path", DataTypes.StringType, false)
          .add("features", DataTypes.createArrayType(DataTypes.FloatType, false), false);

  /**
   * What all tasks are to do.
   *
   * @param imageSize side of the squares that are looked at
   * @param mean of that size
   * @param parts that the split is dealt to
   */
  record Request(
      String dataset,
      String split,
      int imageSize,
      NetworkSpecification network,
      FloatVector mean,
      String layer,
      int batchSize,
      int parts)
      implements Serializable {}

  private final Dataset dataset;
  private final Request request;
  private final StoredImages images;
  private final FeatureExtractor extractor;
  private final Queue<Row> ready = new ArrayDeque<>();
  private boolean ended;

  private FeatureRows(
      Dataset dataset, Request request, StoredImages images, FeatureExtractor extractor) {
    this.dataset = dataset;
    this.request = request;
    this.images = images;
    this.extractor = extractor;
  }

  /** Opens a part; it is closed with the task, however that ends. */
  static FeatureRows open(
      Request request,
      int part,
      Broadcast<FloatVector> weights,
      Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    Dataset dataset = Dataset.read(request.dataset(), hadoop.value().value());
    StoredImages images =
        StoredImages.open(
            request.dataset(),
            dataset.split(request.split()),
            hadoop.value().value(),
            part,
            request.parts());
    FeatureExtractor extractor =
        new FeatureExtractor(
            request.network(),
            weights.value().values(),
            request.mean().values(),
            request.imageSize(),
            request.layer(),
            request.batchSize());
    FeatureRows rows = new FeatureRows(dataset, request, images, extractor);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> rows.close());
    return rows;
  }

  @Override
  public boolean hasNext() {
    if (ready.isEmpty() && !ended) {
      readBatch();
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void readBatch() {
    try {
      List<ImageRecord> batch = images.next(request.batchSize());
      if (batch.isEmpty()) {
        ended = true;
        extractor.done();
        return;
      }
      float[] features =
          extractor.features(
              batch.stream()
                  .map(record -> record.image().centralSquare(request.imageSize()))
                  .toList());
      int length = extractor.length();
      for (int i = 0; i < batch.size(); i++) {
        ImageRecord image = batch.get(i);
        ready.add(
            RowFactory.create(
                image.id(),
                image.label(),
                dataset.classes().get(image.label()).synset(),
                image.path(),
                Arrays.copyOfRange(features, i * length, (i + 1) * length)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() {
    extractor.close();
    try {
      images.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
