package org.alexnetspark.jobs.evaluate;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.averaging.FloatVector;
import org.alexnetspark.jobs.feeding.NetworkInput;
import org.alexnetspark.jobs.feeding.StoredImages;
import org.alexnetspark.jobs.feeding.View;
import org.alexnetspark.jobs.network.ExecutorNetworks;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.device.Devices;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Evaluates networks on a split of a dataset, spread over the executors. */
public final class Evaluator {
  private final JavaSparkContext spark;
  private final Request request;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * What is evaluated, and how.
   *
   * @param views 1 (the centre) or 10 (the paper's), whose softmax outputs are averaged
   * @param devices what computes
   * @param mean subtracted from the images: the one that the network was trained with
   * @param parts tasks that the split is dealt to; has no influence on the result
   */
  public record Request(
      String dataset,
      String split,
      NetworkSpecification network,
      Devices devices,
      FloatVector mean,
      int views,
      int batchSize,
      int parts)
      implements Serializable {}

  public Evaluator(JavaSparkContext spark, Request request) {
    this.spark = spark;
    this.request = request;
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  /**
   * The network's guesses on every image of the split.
   *
   * @param weights in the order of {@link org.alexnetspark.model.ParameterLayout}
   */
  public Evaluation evaluate(float[] weights) {
    Broadcast<FloatVector> broadcast = spark.broadcast(new FloatVector(weights));
    try {
      spark.setJobDescription("evaluate on " + request.split());
      Request shared = request;
      Broadcast<SerializableConfiguration> configuration = hadoop;
      List<Guess> guesses =
          new ArrayList<>(
              spark
                  .parallelize(
                      IntStream.range(0, request.parts()).boxed().toList(), request.parts())
                  .flatMap(part -> guess(shared, part, broadcast, configuration))
                  .collect());
      guesses.sort(Comparator.comparingLong(Guess::id));
      return new Evaluation(request.network().classes(), guesses);
    } finally {
      broadcast.destroy();
    }
  }

  private static Iterator<Guess> guess(
      Request request,
      int part,
      Broadcast<FloatVector> weights,
      Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    Dataset dataset = Dataset.read(request.dataset(), hadoop.value().value());
    NetworkInput input =
        new NetworkInput(
            dataset.imageSize(),
            request.network().crop(),
            request.mean().values(),
            NetworkInput.Jitter.none());
    List<Guess> guesses = new ArrayList<>();
    try (ExecutorNetworks.Lease lease =
            ExecutorNetworks.borrow(request.network(), request.batchSize(), request.devices());
        StoredImages images =
            StoredImages.open(
                request.dataset(),
                dataset.split(request.split()),
                hadoop.value().value(),
                part,
                request.parts())) {
      Classifier classifier =
          new Classifier(
              lease.network(), input, View.of(request.views(), input), request.batchSize());
      classifier.setWeights(weights.value().values());
      for (List<ImageRecord> batch = images.next(request.batchSize());
          !batch.isEmpty();
          batch = images.next(request.batchSize())) {
        float[][] probabilities =
            classifier.probabilities(batch.stream().map(ImageRecord::pixels).toList());
        for (int i = 0; i < batch.size(); i++) {
          ImageRecord image = batch.get(i);
          guesses.add(Guess.of(image.id(), image.label(), image.path(), probabilities[i]));
        }
      }
      lease.done();
    }
    return guesses.iterator();
  }
}
