package org.alexnetspark.jobs.train.graph;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.jobs.lease.GraphNetwork;
import org.alexnetspark.jobs.train.round.FeedingPlan;
import org.alexnetspark.jobs.train.round.RoundTrainer;
import org.alexnetspark.jobs.train.round.Trainable;
import org.alexnetspark.jobs.train.round.TrainingState;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.jobs.trained.TrainedGraph;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.device.nd4j.Nd4jLibrary;
import org.alexnetspark.model.dl4j.SavedGraph;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.ParseResult;

/** A DL4J graph, trained by dl4j-spark. */
public final class TrainableGraph implements Trainable {
  /** The graph says these itself, or DL4J has them its own way. */
  private static final List<String> WITHOUT_MEANING =
      List.of(
          "--recipe",
          "--network",
          "--width",
          "--towers",
          "--activation",
          "--lrn",
          "--pooling",
          "--leave-out",
          "--dropout",
          "--init",
          "--momentum",
          "--momentum-across-rounds",
          "--weight-decay",
          "--bias-learning-rate",
          "--start-from",
          "--device",
          "--precision");

  private static final double ROUNDING = 1e-3;

  private final GraphNetwork network;
  private final float[] weights;
  private final float[] updaterState;
  private final double learningRate;

  private TrainableGraph(
      GraphNetwork network, float[] weights, float[] updaterState, double learningRate) {
    this.network = network;
    this.weights = weights;
    this.updaterState = updaterState;
    this.learningRate = learningRate;
  }

  /**
   * The graph that {@code --model} names.
   *
   * @param uri of a configuration in JSON, or of a zip that DL4J's serializer wrote; this one's
   *     weights, and what its updater keeps, are where training starts
   * @param crop side of the views that it looks at
   * @param learningRate to start with; empty: the graph's own
   * @throws UnusableArgumentException if there is none, or it cannot be trained on the dataset,
   *     with what is in the way
   */
  public static TrainableGraph read(
      String uri,
      int crop,
      List<SynsetClass> classes,
      Optional<Double> learningRate,
      Configuration hadoop)
      throws IOException {
    ComputationGraph graph = graph(uri, hadoop);
    check(uri, graph, crop, classes.size());
    return new TrainableGraph(
        new GraphNetwork(graph.getConfiguration().toJson(), classes.size(), crop),
        graph.params().dup().data().asFloat(),
        stateOf(graph),
        learningRate.orElseGet(() -> learningRate(uri, graph)));
  }

  /** Refuses options that say what the graph says itself. */
  public static void refuseOptionsWithoutMeaning(ParseResult arguments, String uri) {
    for (String option : WITHOUT_MEANING) {
      if (arguments.hasMatchedOption(option)) {
        throw new UnusableArgumentException(
            String.format(
                Locale.ROOT,
                "%s %s cannot be given with --model %s: layers, weights to start from, update rule and devices are the "
                    + "graph's; leave it out",
                option,
                arguments.matchedOption(option).<Object>getValue(),
                uri));
      }
    }
  }

  private static ComputationGraph graph(String uri, Configuration hadoop) throws IOException {
    Nd4jLibrary.require();
    Path path = new Path(uri);
    FileSystem files = path.getFileSystem(hadoop);
    if (!files.exists(path) || files.getFileStatus(path).isDirectory()) {
      throw new UnusableArgumentException(
          "--model "
              + uri
              + " is no file; name alexnet, or a DL4J ComputationGraph: its configuration in JSON or a zip of DL4J's "
              + "ModelSerializer");
    }
    try (InputStream in = files.open(path)) {
      if (uri.toLowerCase(Locale.ROOT).endsWith(".zip")) {
        return ModelSerializer.restoreComputationGraph(in, /* loadUpdater= */ true);
      }
      ComputationGraph graph =
          new ComputationGraph(
              ComputationGraphConfiguration.fromJson(
                  new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      graph.init();
      return graph;
    } catch (RuntimeException | IOException e) { // DL4J's own are of many kinds
      throw new UnusableArgumentException(
          "--model " + uri + " holds no ComputationGraph that DL4J can read: " + e.getMessage(), e);
    }
  }

  /** Lets the graph look at an empty image: what it makes of it tells all there is to check. */
  private static void check(String uri, ComputationGraph graph, int crop, int classes) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    require(
        configuration.getNetworkInputs().size() == 1
            && configuration.getNetworkOutputs().size() == 1,
        uri,
        String.format(
            Locale.ROOT,
            "has %d inputs and %d outputs; it must have one of each",
            configuration.getNetworkInputs().size(),
            configuration.getNetworkOutputs().size()));
    require(
        configuration.getDataType() == DataType.FLOAT,
        uri,
        "computes in " + configuration.getDataType() + "; it must be FLOAT");
    INDArray output;
    try {
      output = graph.outputSingle(GraphNetwork.features(new float[3 * crop * crop], 1, crop));
    } catch (RuntimeException e) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "--model %s does not take images of --crop %d: its input must be [image, RGB, %d, %d] (DL4J says: %s)",
              uri,
              crop,
              crop,
              crop,
              String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
    require(
        Arrays.equals(output.shape(), new long[] {1, classes}),
        uri,
        "has an output of "
            + Arrays.toString(output.shape())
            + " for an image; it must be [1, "
            + classes
            + "], a number for each class of the dataset");
    double sum = output.sumNumber().doubleValue();
    require(
        Math.abs(sum - 1) < ROUNDING && output.minNumber().doubleValue() >= 0,
        uri,
        "has outputs that add up to " + sum + "; they must be probabilities (softmax)");
  }

  private static void require(boolean valid, String uri, String complaint) {
    if (!valid) {
      throw new UnusableArgumentException("--model " + uri + " " + complaint);
    }
  }

  private static double learningRate(String uri, ComputationGraph graph) {
    SortedSet<Double> rates =
        Arrays.stream(graph.getLayers())
            .map(layer -> graph.getLearningRate(layer.conf().getLayer().getLayerName()))
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    if (rates.size() != 1) {
      throw new UnusableArgumentException(
          "--model "
              + uri
              + " has the learning rates "
              + rates
              + " in its layers; say by --learning-rate which one all are to begin with");
    }
    return rates.first();
  }

  private static float[] stateOf(ComputationGraph graph) {
    INDArray state = graph.getUpdater().getStateViewArray();
    return state == null ? new float[0] : state.dup().data().asFloat();
  }

  @Override
  public String name() {
    return "a DL4J graph";
  }

  @Override
  public ClassifyingNetwork network() {
    return network;
  }

  @Override
  public int parameters() {
    return weights.length;
  }

  @Override
  public int averagedMomentum() {
    return updaterState.length;
  }

  /** dl4j-spark's master takes every worker's result, as bytes, before it adds them up. */
  @Override
  public int copiesOnDriver(int workers) {
    return workers;
  }

  @Override
  public Optional<DeviceChoice> onlyDevices() {
    return Optional.of(DeviceChoice.exact());
  }

  /**
   * Results of all workers come to the driver, so that a limit on them is one on the number of
   * workers, which would end the run when its first round has been computed.
   */
  @Override
  public Map<String, String> sparkDefaults() {
    return Map.of("spark.driver.maxResultSize", "0");
  }

  @Override
  public TrainingState start() {
    return TrainingState.start(weights, updaterState, learningRate);
  }

  @Override
  public boolean optionsSayTheStart() {
    return false;
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public RoundTrainer trainer(
      JavaSparkContext spark, FeedingPlan feeding, DeviceChoice devices, Split split) {
    return new GraphRounds(spark, network, feeding, split);
  }

  @Override
  public ClassifyingModel model(
      TrainingState learnt, int minibatchesPerEpoch, float[] mean, List<SynsetClass> classes) {
    ComputationGraphConfiguration configuration =
        ComputationGraphConfiguration.fromJson(network.configuration());
    // Some update rules depend on how many steps (Adam's) or epochs (DL4J's schedules) there were
    // before.
    int steps = learnt.steps(minibatchesPerEpoch);
    configuration.setIterationCount(configuration.getIterationCount() + steps);
    configuration.setEpochCount(configuration.getEpochCount() + steps / minibatchesPerEpoch);
    return new TrainedGraph(
        new SavedGraph(
            configuration.toJson(),
            learnt.weights(),
            learnt.momentum(),
            network.crop(),
            mean,
            ClassifyingModel.lines(classes)));
  }

  @Override
  public String adviceWhenStuck() {
    return "";
  }

  @Override
  public List<String> optionsWithoutMeaning() {
    return WITHOUT_MEANING;
  }

  @Override
  public Optional<NetworkSpecification> specification() {
    return Optional.empty();
  }

  @Override
  public Optional<String> graphFingerprint() {
    return Optional.of(DigestUtils.sha256Hex(network.configuration()));
  }

  @Override
  public Optional<String> graphConfiguration() {
    return Optional.of(network.configuration());
  }
}
