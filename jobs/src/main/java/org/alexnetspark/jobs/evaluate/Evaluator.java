package org.alexnetspark.jobs.evaluate;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.classify.Classifier;
import org.alexnetspark.jobs.classify.Guess;
import org.alexnetspark.jobs.feeding.StoredImages;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.View;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.image.RgbImage;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Evaluates a network, or the average of several, on a split of a dataset, spread over the
 * executors. Each image is read and decoded once, whatever the number of views and networks; what
 * comes back to the driver is five guesses an image.
 */
public final class Evaluator {
  /**
   * Images that a task holds while one network after the other looks at them, so that a task needs
   * one network at a time and seldom changes its weights; fewer where they are large.
   */
  private static final int IMAGES_TOGETHER = 512;

  private static final int BYTES_TOGETHER = 100 << 20;

  /** Images that are read at a time. */
  private static final int IMAGES_READ = 64;

  private final JavaSparkContext spark;
  private final Request request;
  private final Broadcast<Request> shared;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * What is evaluated, and how.
   *
   * @param members at least one
   * @param imageSize side of the squares whose views are looked at where testing names no scales
   * @param testing what the members see of an image
   * @param devices what computes
   * @param parts tasks that the split is dealt to; has no influence on the result
   */
  public record Request(
      String dataset,
      String split,
      int imageSize,
      List<Member> members,
      DeviceChoice devices,
      Testing testing,
      int batchSize,
      int parts)
      implements Serializable {

    public Request {
      members = List.copyOf(members);
    }

    /** A request for a single network that sees views of images as they are stored. */
    public Request(
        String dataset,
        String split,
        int imageSize,
        ClassifyingNetwork network,
        DeviceChoice devices,
        FloatVector mean,
        int views,
        int batchSize,
        int parts) {
      this(
          dataset,
          split,
          imageSize,
          List.of(new Member(network, mean)),
          devices,
          Testing.ofViews(views),
          batchSize,
          parts);
    }
  }

  public Evaluator(JavaSparkContext spark, Request request) {
    this.spark = spark;
    this.request = request;
    this.shared = spark.broadcast(request);
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  /**
   * The guesses of a single network on every image of the split.
   *
   * @param weights in the flat order of its kind
   */
  public Evaluation evaluate(float[] weights) {
    return evaluate(List.of(weights));
  }

  /**
   * The guesses on every image of the split: of the mean of the members' softmax outputs.
   *
   * @param weights of each member, in the members' order
   */
  public Evaluation evaluate(List<float[]> weights) {
    List<Broadcast<FloatVector>> broadcasts =
        new ArrayList<>(
            weights.stream().map(each -> spark.broadcast(new FloatVector(each))).toList());
    try {
      spark.setJobDescription("evaluate on " + request.split());
      Broadcast<Request> sharedRequest = shared;
      Broadcast<SerializableConfiguration> configuration = hadoop;
      // Spark collects in the order of the parts, so that guesses stand as the images are stored.
      List<Guess> guesses =
          spark
              .parallelize(IntStream.range(0, request.parts()).boxed().toList(), request.parts())
              .flatMap(part -> guess(sharedRequest.value(), part, broadcasts, configuration))
              .collect();
      return new Evaluation(request.members().get(0).network().classes(), guesses);
    } finally {
      broadcasts.forEach(Broadcast::destroy);
    }
  }

  private static Iterator<Guess> guess(
      Request request,
      int part,
      List<Broadcast<FloatVector>> weights,
      Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    Dataset dataset = Dataset.read(request.dataset(), hadoop.value().value());
    List<Guess> guesses = new ArrayList<>();
    try (StoredImages images =
        StoredImages.open(
            request.dataset(),
            dataset.split(request.split()),
            hadoop.value().value(),
            part,
            request.parts())) {
      for (List<ImageRecord> some = next(images); !some.isEmpty(); some = next(images)) {
        float[][] probabilities =
            request.testing().isOfViewsAsStored()
                ? ofSquares(request, weights, some)
                : ofWholeImages(request, weights, some);
        for (int i = 0; i < some.size(); i++) {
          ImageRecord image = some.get(i);
          guesses.add(Guess.of(image.id(), image.label(), image.path(), probabilities[i]));
        }
      }
    }
    return guesses.iterator();
  }

  private static List<ImageRecord> next(StoredImages images) throws IOException {
    List<ImageRecord> together = new ArrayList<>();
    long bytes = 0;
    while (together.size() < IMAGES_TOGETHER && bytes < BYTES_TOGETHER) {
      List<ImageRecord> some = images.next(IMAGES_READ);
      if (some.isEmpty()) {
        break;
      }
      together.addAll(some);
      bytes += some.stream().mapToLong(record -> record.image().pixels().length).sum();
    }
    return together;
  }

  /** The mean over the members, one after the other, of what they see of whole images. */
  private static float[][] ofWholeImages(
      Request request, List<Broadcast<FloatVector>> weights, List<ImageRecord> records) {
    List<RgbImage> images = records.stream().map(ImageRecord::image).toList();
    double[][] sums = new double[images.size()][request.members().get(0).network().classes()];
    for (int i = 0; i < request.members().size(); i++) {
      new WholeImageClassifier(
              request.members().get(i),
              weights.get(i).value().values(),
              request.testing(),
              request.devices(),
              request.batchSize())
          .addTo(sums, images);
    }
    return Classifier.mean(sums, request.members().size());
  }

  /** The mean over the members and their views, one member after the other. */
  private static float[][] ofSquares(
      Request request, List<Broadcast<FloatVector>> weights, List<ImageRecord> records) {
    List<byte[]> images =
        records.stream().map(record -> record.image().centralSquare(request.imageSize())).toList();
    int views = request.testing().views();
    int classes = request.members().get(0).network().classes();
    double[][] sums = new double[images.size()][classes];
    for (int i = 0; i < request.members().size(); i++) {
      Member member = request.members().get(i);
      Preparation preparation =
          new Preparation(request.imageSize(), member.network().crop(), member.mean().values());
      try (ClassifyingNetwork.Lease lease =
          member.network().borrow(request.batchSize(), request.devices())) {
        Classifier classifier =
            new Classifier(
                lease,
                classes,
                preparation,
                View.of(views, preparation),
                request.devices().imagesPreparedBy(),
                request.batchSize());
        classifier.setWeights(weights.get(i).value().values());
        for (int start = 0; start < images.size(); start += request.batchSize()) {
          int end = Math.min(start + request.batchSize(), images.size());
          classifier.addTo(Arrays.copyOfRange(sums, start, end), images.subList(start, end));
        }
        lease.done();
      }
    }
    return Classifier.mean(sums, request.members().size() * views);
  }
}
