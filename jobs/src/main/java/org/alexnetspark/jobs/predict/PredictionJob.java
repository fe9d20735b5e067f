package org.alexnetspark.jobs.predict;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.jobs.averaging.FloatVector;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Predictions spread over the executors, in one stage. */
final class PredictionJob {
  private final JavaSparkContext spark;
  private final Broadcast<Predictor> predictor;
  private final Broadcast<FloatVector> weights;
  private final Broadcast<SerializableConfiguration> hadoop;

  PredictionJob(JavaSparkContext spark, Predictor predictor, float[] weights) {
    this.spark = spark;
    this.predictor = spark.broadcast(predictor);
    this.weights = spark.broadcast(new FloatVector(weights));
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  /** An answer to each question, in their order. */
  List<Answer> answers(List<Predictor.Question> questions) {
    spark.setJobDescription("predict " + questions.size() + " photographs");
    Broadcast<Predictor> shared = predictor;
    Broadcast<FloatVector> sharedWeights = weights;
    Broadcast<SerializableConfiguration> configuration = hadoop;
    return spark
        .parallelize(questions, Math.min(questions.size(), slots()))
        .mapPartitions(
            part -> {
              List<Predictor.Question> share = new ArrayList<>();
              part.forEachRemaining(share::add);
              return shared
                  .value()
                  .answers(share, sharedWeights.value().values(), configuration.value().value())
                  .iterator();
            })
        .collect();
  }

  /** Tasks that run at the same time. */
  int slots() {
    return Math.max(1, spark.defaultParallelism());
  }
}
