package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.alexnetspark.jobs.averaging.AveragingJob;
import org.alexnetspark.jobs.averaging.AveragingJob.Average;
import org.alexnetspark.jobs.averaging.AveragingJob.Contribution;
import org.alexnetspark.jobs.averaging.Parameters;
import org.alexnetspark.jobs.network.ExecutorNetworks;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A run's rounds on a Spark cluster: in each, every worker sets a network to the average, takes its
 * minibatches and hands in where it came to. A worker's result follows from its arguments and the
 * dataset alone, so that Spark may run its task again, or elsewhere.
 */
final class Rounds {
  private final JavaSparkContext spark;
  private final TrainingPlan plan;
  private final AveragingJob averaging;
  private final Broadcast<SerializableConfiguration> hadoop;

  Rounds(JavaSparkContext spark, TrainingPlan plan) {
    this.spark = spark;
    this.plan = plan;
    this.averaging = new AveragingJob(spark);
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  /**
   * Trains one round from the given weights and momentum.
   *
   * @param momentum none where it is not averaged
   */
  RoundOutcome run(Round round, float[] weights, float[] momentum) {
    long start = System.nanoTime();
    spark.setJobDescription(
        "round " + round.number() + ", epoch " + round.epoch() + ": train and average");
    TrainingPlan trainingPlan = plan;
    Broadcast<SerializableConfiguration> configuration = hadoop;
    Average<WorkerReport> average =
        averaging.run(
            plan.workers(),
            Parameters.of(weights, momentum),
            (worker, parameters) ->
                train(trainingPlan, round, worker, parameters, configuration.value().value()));
    double total = (System.nanoTime() - start) / 1e9;
    return new RoundOutcome(
        average.parameters().weights().values(),
        average.parameters().momentum().values(),
        average.reports(),
        seconds(total, average));
  }

  private static Contribution<WorkerReport> train(
      TrainingPlan plan, Round round, int worker, Parameters start, Configuration hadoop)
      throws IOException {
    float[] weights = start.weights().values();
    float[] trainedWeights = new float[weights.length];
    float[] trainedMomentum = new float[weights.length];
    WorkerReport report;
    try (ExecutorNetworks.Lease lease =
            ExecutorNetworks.borrow(plan.network(), plan.batchSize(), plan.devices());
        ExecutorFeeds.Lease feed = ExecutorFeeds.take(plan, round, worker, hadoop)) {
      lease.network().setParameters(weights, momentum(plan, round, worker, start, hadoop));
      report = LocalSteps.take(plan, round, worker, lease.network(), feed.minibatches());
      lease.network().copyParametersTo(trainedWeights, trainedMomentum);
      feed.done();
      lease.done();
    }
    if (plan.momentumAcrossRounds() == MomentumAcrossRounds.LOCAL) {
      report =
          report.withMomentumSum(
              new WorkerMomentum(new Path(plan.run()), hadoop)
                  .write(round.number(), worker, trainedMomentum));
    }
    return new Contribution<>(
        report.examples(),
        Parameters.of(
            trainedWeights,
            plan.momentumAcrossRounds().averaged() ? trainedMomentum : new float[0]),
        report);
  }

  /** What the worker's momentum is at the start of the round. */
  private static float[] momentum(
      TrainingPlan plan, Round round, int worker, Parameters start, Configuration hadoop)
      throws IOException {
    int length = start.weights().values().length;
    return switch (plan.momentumAcrossRounds()) {
      case AVERAGE -> start.momentum().values();
      case RESET -> new float[length];
      case LOCAL ->
          round.momentumSums().isEmpty()
              ? new float[length]
              : new WorkerMomentum(new Path(plan.run()), hadoop)
                  .read(round.number() - 1, worker, round.momentumSums().get(worker), length);
    };
  }

  /** Stages follow one another; the slowest worker is the one that the others wait for. */
  private static Map<String, Double> seconds(double total, Average<WorkerReport> average) {
    WorkerReport slowest =
        average.reports().stream()
            .max(Comparator.comparingDouble(WorkerReport::secondsTraining))
            .orElseThrow();
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("broadcast", average.secondsBroadcast());
    seconds.put("wait for images", slowest.secondsWaiting());
    seconds.put("train", slowest.secondsTraining() - slowest.secondsWaiting());
    seconds.put(
        "average", Math.max(0, total - slowest.secondsTraining() - average.secondsBroadcast()));
    return seconds;
  }
}
