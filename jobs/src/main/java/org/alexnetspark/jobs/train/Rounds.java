package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alexnetspark.jobs.averaging.Blocks;
import org.alexnetspark.jobs.averaging.FloatVector;
import org.alexnetspark.jobs.averaging.WorkerBlock;
import org.alexnetspark.jobs.network.ExecutorNetworks;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Rounds of parameter averaging on a Spark cluster.
 *
 * <p>A round is one Spark job of two stages. In the first, a task for each worker sets a network to
 * the broadcast average, takes the worker's minibatches and hands in its weights and momentum in
 * blocks. In the second, each block is averaged where the shuffle brought it. The driver receives
 * one average, whatever the number of workers. A task's result follows from its arguments alone, so
 * that Spark may run it again, or elsewhere.
 */
final class Rounds {
  private final JavaSparkContext spark;
  private final TrainingPlan plan;
  private final Broadcast<SerializableConfiguration> hadoop;

  Rounds(JavaSparkContext spark, TrainingPlan plan) {
    this.spark = spark;
    this.plan = plan;
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  /** What the shuffle carries: a block of a worker's result, or its report. */
  private sealed interface Piece extends Serializable permits BlockPiece, ReportPiece {}

  private record BlockPiece(WorkerBlock part) implements Piece {}

  private record ReportPiece(WorkerReport report) implements Piece {}

  private record AveragedBlock(int block, FloatVector values) implements Serializable {}

  /** Trains one round from the given weights and momentum. */
  RoundOutcome run(Round round, float[] weights, float[] momentum) {
    long start = System.nanoTime();
    Broadcast<FloatVector> startWeights = spark.broadcast(new FloatVector(weights));
    Broadcast<FloatVector> startMomentum = spark.broadcast(new FloatVector(momentum));
    double secondsBroadcast = (System.nanoTime() - start) / 1e9;
    try {
      spark.setJobDescription(
          "round " + round.number() + ", epoch " + round.epoch() + ": train and average");
      Blocks blocks = new Blocks(weights.length);
      TrainingPlan trainingPlan = plan;
      Broadcast<SerializableConfiguration> configuration = hadoop;
      JavaPairRDD<Integer, Piece> pieces =
          spark
              .parallelize(IntStream.range(0, plan.workers()).boxed().toList(), plan.workers())
              .flatMapToPair(
                  worker ->
                      trainWorker(
                          trainingPlan, round, worker, startWeights, startMomentum, configuration));
      int reducers = Math.min(blocks.count(), plan.workers());
      List<Serializable> results =
          pieces.groupByKey(new HashPartitioner(reducers)).flatMap(Rounds::reduce).collect();
      return outcome(results, weights.length, blocks, start, secondsBroadcast);
    } finally {
      startWeights.destroy();
      startMomentum.destroy();
    }
  }

  private static Iterator<Tuple2<Integer, Piece>> trainWorker(
      TrainingPlan plan,
      Round round,
      int worker,
      Broadcast<FloatVector> startWeights,
      Broadcast<FloatVector> startMomentum,
      Broadcast<SerializableConfiguration> hadoop)
      throws IOException {
    float[] weights = startWeights.value().values();
    float[] momentum = startMomentum.value().values();
    float[] trainedWeights = new float[weights.length];
    float[] trainedMomentum = new float[momentum.length];
    WorkerReport report;
    try (ExecutorNetworks.Lease lease =
            ExecutorNetworks.borrow(plan.network(), plan.batchSize(), plan.devices());
        ExecutorFeeds.Lease feed =
            ExecutorFeeds.take(plan, round, worker, hadoop.value().value())) {
      lease.network().setParameters(weights, momentum);
      report = LocalSteps.take(plan, round, worker, lease.network(), feed.minibatches());
      lease.network().copyParametersTo(trainedWeights, trainedMomentum);
      feed.done();
      lease.done();
    }
    return pieces(worker, report, trainedWeights, trainedMomentum);
  }

  /** Cuts blocks as they are asked for, so that no second copy of the result stands in memory. */
  private static Iterator<Tuple2<Integer, Piece>> pieces(
      int worker, WorkerReport report, float[] weights, float[] momentum) {
    Blocks blocks = new Blocks(weights.length);
    Stream<Tuple2<Integer, Piece>> reports =
        Stream.of(new Tuple2<>(blocks.count(), new ReportPiece(report)));
    Stream<Tuple2<Integer, Piece>> parts =
        IntStream.range(0, report.examples() > 0 ? blocks.count() : 0)
            .mapToObj(
                block ->
                    new Tuple2<>(
                        block,
                        new BlockPiece(
                            new WorkerBlock(
                                worker, report.examples(), blocks.cut(block, weights, momentum)))));
    return Stream.concat(reports, parts).iterator();
  }

  private static Iterator<Serializable> reduce(Tuple2<Integer, Iterable<Piece>> pieces) {
    List<Serializable> reports = new ArrayList<>();
    List<WorkerBlock> parts = new ArrayList<>();
    for (Piece piece : pieces._2()) {
      if (piece instanceof BlockPiece block) {
        parts.add(block.part());
      } else if (piece instanceof ReportPiece report) {
        reports.add(report.report());
      }
    }
    return parts.isEmpty()
        ? reports.iterator()
        : List.<Serializable>of(new AveragedBlock(pieces._1(), Blocks.average(parts))).iterator();
  }

  private static RoundOutcome outcome(
      List<Serializable> results,
      int parameters,
      Blocks blocks,
      long start,
      double secondsBroadcast) {
    float[] weights = new float[parameters];
    float[] momentum = new float[parameters];
    List<WorkerReport> reports = new ArrayList<>();
    for (Serializable result : results) {
      if (result instanceof AveragedBlock average) {
        blocks.paste(average.block(), average.values(), weights, momentum);
      } else if (result instanceof WorkerReport report) {
        reports.add(report);
      }
    }
    reports.sort(Comparator.comparingInt(WorkerReport::worker));
    double total = (System.nanoTime() - start) / 1e9;
    WorkerReport slowest =
        reports.stream()
            .max(Comparator.comparingDouble(WorkerReport::secondsTraining))
            .orElseThrow();
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("broadcast", secondsBroadcast);
    seconds.put("wait for images", slowest.secondsWaiting());
    seconds.put("train", slowest.secondsTraining() - slowest.secondsWaiting());
    seconds.put("average", Math.max(0, total - slowest.secondsTraining() - secondsBroadcast));
    return new RoundOutcome(weights, momentum, reports, seconds);
  }
}
