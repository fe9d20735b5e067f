package org.alexnetspark.jobs.train.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.lease.GraphNetwork;
import org.alexnetspark.jobs.run.RoundMetrics.LayerMagnitudes;
import org.alexnetspark.jobs.train.round.FeedingPlan;
import org.alexnetspark.jobs.train.round.Round;
import org.alexnetspark.jobs.train.round.RoundOutcome;
import org.alexnetspark.jobs.train.round.RoundTrainer;
import org.alexnetspark.jobs.train.round.WorkerReport;
import org.alexnetspark.preprocess.dataset.Split;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rounds of a DL4J graph by dl4j-spark's own parameter averaging, on the minibatches that AlexNet
 * would get.
 *
 * <p>dl4j-spark is given the names of minibatches, not images: it counts and may move what it is
 * given, and every task makes its own minibatches from the dataset. A round is one call, with a
 * partition for each worker that holds just what this worker is to take, because dl4j-spark drops
 * what is more and leaves the driver no say in between.
 */
final class GraphRounds implements RoundTrainer {
  private final JavaSparkContext spark;
  private final GraphNetwork network;
  private final ComputationGraph graph;
  private final FeedingPlan feeding;
  private final List<Integer> minibatches;
  private final int stepsBefore;
  private final int epochsBefore;
  private final Broadcast<SerializableConfiguration> hadoop;

  GraphRounds(JavaSparkContext spark, GraphNetwork network, FeedingPlan feeding, Split split) {
    this.spark = spark;
    this.network = network;
    this.graph = network.graph();
    this.feeding = feeding;
    this.minibatches = feeding.minibatches(split);
    this.stepsBefore = graph.getConfiguration().getIterationCount();
    this.epochsBefore = graph.getConfiguration().getEpochCount();
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  @Override
  public RoundOutcome run(Round round, float[] weights, float[] momentum) {
    long start = System.nanoTime();
    spark.setJobDescription(
        "round "
            + round.number()
            + ", epoch "
            + round.epoch()
            + ": dl4j-spark's parameter averaging");
    set(round, weights, momentum);
    // Shares differ by at most a row: in an epoch's last round some may have no minibatch left.
    List<Integer> workers =
        IntStream.range(0, feeding.workers())
            .filter(worker -> minibatches.get(worker) > round.firstMinibatch())
            .boxed()
            .toList();
    CollectionAccumulator<GraphReports.Minibatch> reports =
        spark.sc().collectionAccumulator("minibatches of round " + round.number());
    new SparkComputationGraph(
            spark,
            graph,
            master(workers.size(), round, List.of(counts(round), new GraphReports(reports))))
        .fitPaths(
            names(workers, round),
            new GraphMinibatches(feeding, round.epoch(), network.classes(), hadoop));
    List<WorkerReport> byWorker = byWorker(reports.value(), workers);
    return new RoundOutcome(
        floats(graph.params()),
        momentum.length == 0 ? momentum : floats(graph.getUpdater().getStateViewArray()),
        byWorker,
        seconds((System.nanoTime() - start) / 1e9, byWorker));
  }

  /** The learning rate comes first: DL4J makes its updater anew for it. */
  private void set(Round round, float[] weights, float[] momentum) {
    graph.setLearningRate(round.learningRate());
    graph.setParams(row(weights));
    if (momentum.length > 0) {
      graph.getUpdater().setStateViewArray(row(momentum));
    }
  }

  /** From the run's state, so that a run that is resumed counts the same. */
  private GraphCounts counts(Round round) {
    int epochs = round.epoch() - 1;
    return new GraphCounts(
        stepsBefore + epochs * Collections.max(minibatches) + round.firstMinibatch(),
        epochsBefore + epochs);
  }

  private ParameterAveragingTrainingMaster master(
      int workers, Round round, List<TrainingHook> hooks) {
    return new ParameterAveragingTrainingMaster.Builder(workers, feeding.batchSize())
        .batchSizePerWorker(feeding.batchSize())
        .averagingFrequency(round.minibatches())
        // Off where nobody says so, although its documentation says that it is on: rounds would
        // start without momentum.
        .saveUpdater(true)
        // Partitions are right as they are; dl4j-spark would count and shuffle them.
        .repartionData(Repartition.Never)
        // Names of minibatches need not be kept, nor written to a file first.
        .storageLevelStreams(null)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .trainingHooks(hooks)
        .build();
  }

  private JavaRDD<String> names(List<Integer> workers, Round round) {
    List<List<String>> names = new ArrayList<>();
    for (int worker : workers) {
      int end = Math.min(round.firstMinibatch() + round.minibatches(), minibatches.get(worker));
      names.add(
          IntStream.range(round.firstMinibatch(), end)
              .mapToObj(minibatch -> GraphMinibatches.name(worker, minibatch))
              .toList());
    }
    return spark.parallelize(names, names.size()).flatMap(List::iterator);
  }

  /** A minibatch of a task that ran twice may be told of twice. */
  private static List<WorkerReport> byWorker(
      List<GraphReports.Minibatch> reports, List<Integer> workers) {
    Map<Integer, Map<Integer, GraphReports.Minibatch>> byPartition = new TreeMap<>();
    reports.forEach(
        report ->
            byPartition
                .computeIfAbsent(report.partition(), any -> new TreeMap<>())
                .put(report.number(), report));
    List<WorkerReport> byWorker = new ArrayList<>();
    byPartition.forEach(
        (partition, minibatches) ->
            byWorker.add(GraphReports.sum(workers.get(partition), minibatches.values())));
    return byWorker;
  }

  private static Map<String, Double> seconds(double total, List<WorkerReport> workers) {
    double training =
        workers.stream()
            .map(WorkerReport::secondsTraining)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("train", training);
    seconds.put("dl4j-spark and images", Math.max(0, total - training));
    return seconds;
  }

  @Override
  public Map<String, LayerMagnitudes> magnitudes(float[] before, float[] after) {
    Map<String, LayerMagnitudes> magnitudes = new LinkedHashMap<>();
    for (Layer layer : graph.getLayers()) {
      org.deeplearning4j.nn.conf.layers.Layer configuration = layer.conf().getLayer();
      double weight = 0;
      double change = 0;
      long count = 0;
      for (String key : configuration.initializer().weightKeys(configuration)) {
        // Every array of parameters is a view of a stretch of the flat vector.
        INDArray array = layer.getParam(key);
        int first = (int) (array.offset() - graph.params().offset());
        for (int i = first; i < first + array.length(); i++) {
          weight += Math.abs(after[i]);
          change += Math.abs(after[i] - before[i]);
        }
        count += array.length();
      }
      if (count > 0) {
        magnitudes.put(
            configuration.getLayerName(), new LayerMagnitudes(weight / count, change / count));
      }
    }
    return magnitudes;
  }

  /** DL4J runs on the processor, whatever Spark gave to the task. */
  @Override
  public int devicesPerWorker() {
    return 0;
  }

  private static INDArray row(float[] values) {
    return Nd4j.createFromArray(values).reshape(1, values.length);
  }

  private static float[] floats(INDArray row) {
    return row.dup().data().asFloat();
  }
}
