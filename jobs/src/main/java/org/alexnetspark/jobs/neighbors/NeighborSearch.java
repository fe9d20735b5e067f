package org.alexnetspark.jobs.neighbors;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.features.FeatureExtractor;
import org.alexnetspark.jobs.feeding.EpochPlan;
import org.alexnetspark.jobs.feeding.StoredImages;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Split;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A search for the nearest images of a split, spread over the executors: each task computes the
 * features of its images and keeps the nearest of them, and the driver those of all tasks.
 */
public final class NeighborSearch {

  /**
   * What is searched, and for what.
   *
   * @param imageSize side of the squares that are looked at
   * @param mean of that size
   * @param count neighbours of each query
   * @param parts that the split is dealt to; has no influence on the result
   */
  public record Request(
      String dataset,
      String split,
      int imageSize,
      NetworkSpecification network,
      FloatVector mean,
      String layer,
      int count,
      int batchSize,
      int parts)
      implements Serializable {}

  private NeighborSearch() {}

  /**
   * The nearest images of each query, nearest first.
   *
   * @param queries features
   */
  public static List<List<Neighbor>> search(
      JavaSparkContext spark, Request request, float[] weights, float[][] queries) {
    Broadcast<FloatVector> sharedWeights = spark.broadcast(new FloatVector(weights));
    Broadcast<Request> sharedRequest = spark.broadcast(request);
    Broadcast<float[][]> sharedQueries = spark.broadcast(queries);
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    spark.setJobDescription("neighbours of " + queries.length + " photographs");
    List<List<Nearest>> ofParts =
        spark
            .parallelize(IntStream.range(0, request.parts()).boxed().toList(), request.parts())
            .map(part -> nearest(sharedRequest.value(), part, sharedWeights, sharedQueries, hadoop))
            .collect();
    return IntStream.range(0, queries.length)
        .mapToObj(
            query -> {
              Nearest ofAll = new Nearest(request.count());
              ofParts.forEach(ofPart -> ofAll.offerAll(ofPart.get(query)));
              return ofAll.neighbors();
            })
        .toList();
  }

  private static List<Nearest> nearest(
      Request request,
      int part,
      Broadcast<FloatVector> weights,
      Broadcast<float[][]> queries,
      Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    Split split = Dataset.read(request.dataset(), hadoop.value().value()).split(request.split());
    Queries search = new Queries(queries.value(), request.count());
    long position = firstPosition(split, part, request.parts());
    try (StoredImages images =
            StoredImages.open(
                request.dataset(), split, hadoop.value().value(), part, request.parts());
        FeatureExtractor extractor =
            new FeatureExtractor(
                request.network(),
                weights.value().values(),
                request.mean().values(),
                request.imageSize(),
                request.layer(),
                request.batchSize())) {
      for (List<ImageRecord> batch = images.next(request.batchSize());
          !batch.isEmpty();
          batch = images.next(request.batchSize())) {
        float[] features =
            extractor.features(
                batch.stream()
                    .map(record -> record.image().centralSquare(request.imageSize()))
                    .toList());
        List<ImageRecord> block = batch;
        long start = position;
        search.offer(
            features,
            batch.size(),
            (vector, distance) -> neighbor(block.get(vector), start + vector, distance));
        position += batch.size();
      }
      extractor.done();
    }
    return search.nearest();
  }

  private static Neighbor neighbor(ImageRecord image, long position, double distance) {
    return new Neighbor(position, image.id(), image.label(), image.path(), distance);
  }

  private static long firstPosition(Split split, int part, int parts) {
    EpochPlan plan = EpochPlan.asStored(split);
    return IntStream.range(0, part).mapToLong(before -> plan.rows(before, parts)).sum();
  }
}
