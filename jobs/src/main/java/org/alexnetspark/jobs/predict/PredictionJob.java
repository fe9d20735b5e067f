package org.alexnetspark.jobs.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.photograph.PhotographFiles;
import org.alexnetspark.jobs.spark.FloatVector;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Predictions spread over the executors. They find the photographs, too, and put them in order, on
 * their disks: the driver holds the answers of a few tasks at a time, however many photographs
 * there are.
 */
final class PredictionJob {
  /** Photographs of a task: enough that starting it hardly counts. */
  private static final int IN_A_TASK = 500;

  /** Tasks of a slot between two looks at their answers: few slots wait for the last of them. */
  private static final int TASKS_OF_A_SLOT = 4;

  private final JavaSparkContext spark;
  private final Predictor predictor;
  private final float[] weights;
  private final JavaRDD<String> photographs;

  /**
   * A job for all photographs of some places.
   *
   * @param places files and folders, with their file systems
   */
  PredictionJob(JavaSparkContext spark, Predictor predictor, float[] weights, List<String> places) {
    this.spark = spark;
    this.predictor = predictor;
    this.weights = weights;
    Broadcast<SerializableConfiguration> hadoop = hadoop();
    JavaRDD<String> found =
        spark
            .parallelize(places, Math.min(places.size(), slots()))
            .flatMap(place -> PhotographFiles.open(place, hadoop.value().value()));
    this.photographs =
        (places.size() > 1 ? found.distinct(slots()) : found).persist(StorageLevel.DISK_ONLY());
  }

  private Broadcast<SerializableConfiguration> hadoop() {
    return spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  /** How many photographs there are; looks for them the first time. */
  long photographs() {
    spark.setJobDescription("predict: find photographs");
    return photographs.count();
  }

  /**
   * Asks for all photographs, sorted by their paths.
   *
   * @param shown answers of so many, the first, bring the photographs' pixels along
   * @param answers gets those of some photographs at a time, in order
   */
  void predict(int shown, Consumer<List<Answer>> answers) {
    Broadcast<Predictor> shared = spark.broadcast(predictor);
    Broadcast<FloatVector> sharedWeights = spark.broadcast(new FloatVector(weights));
    Broadcast<SerializableConfiguration> hadoop = hadoop();
    int tasks = tasks(photographs());
    spark.setJobDescription("predict: sort photographs");
    JavaRDD<Answer> answered =
        photographs
            .sortBy(path -> path, /* ascending= */ true, tasks)
            .zipWithIndex()
            .map(each -> new Predictor.Question(each._1(), each._2() < shown))
            .mapPartitions(
                part -> {
                  List<Predictor.Question> share = new ArrayList<>();
                  part.forEachRemaining(share::add);
                  return shared
                      .value()
                      .answers(share, sharedWeights.value().values(), hadoop.value().value())
                      .iterator();
                });
    int parts = answered.getNumPartitions();
    int atATime = TASKS_OF_A_SLOT * slots();
    for (int start = 0; start < parts; start += atATime) {
      int end = Math.min(start + atATime, parts);
      spark.setJobDescription("predict: tasks " + start + " to " + (end - 1) + " of " + parts);
      for (List<Answer> some : answered.collectPartitions(IntStream.range(start, end).toArray())) {
        answers.accept(some);
      }
    }
  }

  private int tasks(long found) {
    return (int) Math.max(Math.min(found, slots()), (found + IN_A_TASK - 1) / IN_A_TASK);
  }

  /** Tasks that run at the same time. */
  private int slots() {
    return Math.max(1, spark.defaultParallelism());
  }
}
