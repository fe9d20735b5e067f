package org.alexnetspark.jobs.train.tower;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.alexnetspark.jobs.averaging.AveragedVectors;
import org.alexnetspark.jobs.averaging.AveragingJob;
import org.alexnetspark.jobs.averaging.AveragingJob.Average;
import org.alexnetspark.jobs.averaging.Contribution;
import org.alexnetspark.jobs.lease.ExecutorNetworks;
import org.alexnetspark.jobs.lease.Loan;
import org.alexnetspark.jobs.run.RoundMetrics.LayerMagnitudes;
import org.alexnetspark.jobs.train.folder.WorkerMomentum;
import org.alexnetspark.jobs.train.options.MomentumAcrossRounds;
import org.alexnetspark.jobs.train.round.ExecutorFeeds;
import org.alexnetspark.jobs.train.round.Round;
import org.alexnetspark.jobs.train.round.RoundOutcome;
import org.alexnetspark.jobs.train.round.RoundTrainer;
import org.alexnetspark.jobs.train.round.WorkerReport;
import org.alexnetspark.model.LayerMagnitude;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.specification.ParameterLayout;
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
final class TowerRounds implements RoundTrainer {
  private final JavaSparkContext spark;
  private final TrainingPlan plan;
  private final ParameterLayout layout;
  private final AveragingJob averaging;
  private final Broadcast<SerializableConfiguration> hadoop;

  TowerRounds(JavaSparkContext spark, TrainingPlan plan) {
    this.spark = spark;
    this.plan = plan;
    this.layout = new ParameterLayout(plan.network());
    this.averaging = new AveragingJob(spark);
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  @Override
  public RoundOutcome run(Round round, float[] weights, float[] momentum) {
    long start = System.nanoTime();
    spark.setJobDescription(
        "round " + round.number() + ", epoch " + round.epoch() + ": train and average");
    TrainingPlan trainingPlan = plan;
    Broadcast<SerializableConfiguration> configuration = hadoop;
    Average<WorkerReport> average =
        averaging.run(
            plan.feeding().workers(),
            AveragedVectors.of(weights, momentum),
            (worker, parameters, result) ->
                train(
                    trainingPlan,
                    round,
                    worker,
                    parameters,
                    result,
                    configuration.value().value()));
    double total = (System.nanoTime() - start) / 1e9;
    return new RoundOutcome(
        average.parameters().weights().values(),
        average.parameters().momentum().values(),
        average.reports(),
        seconds(total, average));
  }

  @Override
  public Map<String, LayerMagnitudes> magnitudes(float[] before, float[] after) {
    float[] change = new float[before.length];
    for (int i = 0; i < change.length; i++) {
      change[i] = after[i] - before[i];
    }
    Map<String, LayerMagnitudes> magnitudes = new LinkedHashMap<>();
    for (LayerMagnitude layer : LayerMagnitude.of(layout, after, change)) {
      magnitudes.put(layer.layer(), new LayerMagnitudes(layer.meanWeight(), layer.meanUpdate()));
    }
    return magnitudes;
  }

  @Override
  public int devicesPerWorker() {
    return plan.network().towers();
  }

  private static Contribution<WorkerReport> train(
      TrainingPlan plan,
      Round round,
      int worker,
      AveragedVectors start,
      AveragedVectors result,
      Configuration hadoop)
      throws IOException {
    float[] weights = start.weights().values();
    float[] trainedMomentum =
        plan.momentumAcrossRounds().averaged()
            ? result.momentum().values()
            : new float[weights.length];
    WorkerReport report;
    try (Loan<Network> lease =
            ExecutorNetworks.borrow(plan.network(), plan.feeding().batchSize(), plan.devices());
        ExecutorFeeds.Lease feed =
            ExecutorFeeds.take(
                plan.feeding(),
                round.epoch(),
                round.firstMinibatch(),
                round.minibatches(),
                worker,
                hadoop)) {
      lease.network().setParameters(weights, momentum(plan, round, worker, start, hadoop));
      report = LocalSteps.take(plan, round, worker, lease.network(), feed.minibatches());
      lease.network().copyParametersTo(result.weights().values(), trainedMomentum);
      feed.done();
      lease.done();
    }
    if (plan.momentumAcrossRounds() == MomentumAcrossRounds.LOCAL) {
      report =
          report.withMomentumSum(
              new WorkerMomentum(new Path(plan.run()), hadoop)
                  .write(round.number(), worker, trainedMomentum));
    }
    return new Contribution<>(report.examples(), report);
  }

  /** What the worker's momentum is at the start of the round. */
  private static float[] momentum(
      TrainingPlan plan, Round round, int worker, AveragedVectors start, Configuration hadoop)
      throws IOException {
    int length = start.weights().values().length;
    return switch (plan.momentumAcrossRounds()) {
      case AVERAGE -> start.momentum().values();
      case RESET -> new float[length];
      case LOCAL ->
          round.momentumChecksums().isEmpty()
              ? new float[length]
              : new WorkerMomentum(new Path(plan.run()), hadoop)
                  .read(round.number() - 1, worker, round.momentumChecksums().get(worker), length);
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
