package org.alexnetspark.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.alexnetspark.jobs.benchmark.AveragingBenchmark.Cost;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.stats.ParameterAveragingTrainingMasterStats;
import org.deeplearning4j.spark.impl.paramavg.stats.ParameterAveragingTrainingWorkerStats;
import org.deeplearning4j.spark.stats.EventStats;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A round of dl4j-spark's stock parameter averaging, with momentum, on a network of two fully
 * connected layers: one small minibatch for each worker, whose fitting is taken off.
 */
final class Dl4jAveraging {
  private static final int INPUTS = 1000;
  private static final int CLASSES = 10;

  private final JavaSparkContext spark;
  private final int parameters;

  Dl4jAveraging(JavaSparkContext spark, int parameters) {
    this.spark = spark;
    this.parameters = parameters;
  }

  Cost measure(int workers, int rounds) throws TimeoutException {
    SparkComputationGraph network =
        new SparkComputationGraph(
            spark,
            network(),
            new ParameterAveragingTrainingMaster.Builder(workers, 1)
                .batchSizePerWorker(1)
                .averagingFrequency(1)
                .saveUpdater(true)
                .repartionData(Repartition.Always)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .collectTrainingStats(true)
                .build());
    network.setCollectTrainingStats(true);
    network.fit(spark.parallelize(data(workers * AveragingBenchmark.ROUNDS_BEFORE), workers));
    long startMillis = System.currentTimeMillis();
    double startProcessor = AveragingBenchmark.processorSeconds();
    try (StageTimes times = StageTimes.listen(spark)) {
      long startNanos = System.nanoTime();
      network.fit(spark.parallelize(data(workers * rounds), workers));
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      double processor = AveragingBenchmark.processorSeconds() - startProcessor;
      SparkTrainingStats stats = network.getSparkTrainingStats();
      double fitting =
          seconds(
                  stats,
                  ParameterAveragingTrainingWorkerStats.PARAMETER_AVERAGING_WORKER_FIT_TIMES_MS,
                  startMillis)
              / workers;
      double broadcast =
          seconds(
              stats,
              ParameterAveragingTrainingMasterStats
                  .PARAMETER_AVERAGING_MASTER_BROADCAST_CREATE_TIMES_MS,
              startMillis);
      double aggregate =
          seconds(
              stats,
              ParameterAveragingTrainingMasterStats.PARAMETER_AVERAGING_MASTER_AGGREGATE_TIMES_MS,
              startMillis);
      double toDriver =
          times.stages().stream()
              .mapToDouble(stage -> stage.taskMetrics().resultSize() / AveragingBenchmark.MEGABYTE)
              .sum();
      return new Cost(
          (seconds - fitting) / rounds,
          broadcast / rounds,
          Double.NaN,
          (aggregate - fitting) / rounds,
          Double.NaN,
          (seconds - broadcast - aggregate) / rounds,
          processor / rounds,
          Double.NaN,
          toDriver / rounds);
    }
  }

  /** The sum of a stage's times since a moment; statistics of the workers are nested in others. */
  private static double seconds(SparkTrainingStats stats, String stage, long sinceMillis) {
    if (!stats.getKeySet().contains(stage)) {
      return seconds(stats.getNestedTrainingStats(), stage, sinceMillis);
    }
    return stats.getValue(stage).stream()
            .filter(event -> event.getStartTime() >= sinceMillis)
            .mapToLong(EventStats::getDurationMs)
            .sum()
        / 1e3;
  }

  private ComputationGraphConfiguration network() {
    // inputs x hidden + hidden + hidden x classes + classes
    int hidden = Math.max(1, (parameters - CLASSES) / (INPUTS + 1 + CLASSES));
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(new Nesterovs(0.01, 0.9))
        .graphBuilder()
        .addInputs("in")
        .addLayer(
            "hidden",
            new DenseLayer.Builder().nIn(INPUTS).nOut(hidden).activation(Activation.RELU).build(),
            "in")
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(hidden)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build(),
            "hidden")
        .setOutputs("out")
        .build();
  }

  private static List<DataSet> data(int examples) {
    List<DataSet> data = new ArrayList<>();
    for (int i = 0; i < examples; i++) {
      data.add(
          new DataSet(Nd4j.randn(1, INPUTS), Nd4j.zeros(1, CLASSES).putScalar(i % CLASSES, 1)));
    }
    return data;
  }
}
