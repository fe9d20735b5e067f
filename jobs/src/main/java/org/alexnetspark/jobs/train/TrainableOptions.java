package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.alexnetspark.jobs.cli.QualifiedUri;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.train.folder.RunDescription;
import org.alexnetspark.jobs.train.folder.RunFolder;
import org.alexnetspark.jobs.train.graph.TrainableGraph;
import org.alexnetspark.jobs.train.options.LearningOptions;
import org.alexnetspark.jobs.train.options.MeanChoice;
import org.alexnetspark.jobs.train.options.NetworkOptions;
import org.alexnetspark.jobs.train.round.Trainable;
import org.alexnetspark.jobs.train.tower.StartingPoint;
import org.alexnetspark.jobs.train.tower.TrainableTowers;
import org.alexnetspark.jobs.trained.Models;
import org.alexnetspark.jobs.trained.OnnxOptions;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.onnx.OnnxReading;
import org.alexnetspark.model.specification.Networks;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** What is to be trained, and from where on: a network over towers or a graph of DL4J. */
final class TrainableOptions {
  static final String ALEXNET = "alexnet";
  static final String START_FROM = "--start-from";

  @Option(
      names = "--model",
      paramLabel = "alexnet|GRAPH.json|GRAPH.zip",
      defaultValue = ALEXNET,
      description = {
        "What to train (default: ${DEFAULT-VALUE}). A file: any ComputationGraph of DL4J, its configuration in JSON or a "
            + "zip of its ModelSerializer, by dl4j-spark's parameter averaging. It has its own layers and update rule; "
            + "--crop is the side of its input, --learning-rate replaces its own."
      })
  private String model;

  @Option(
      names = START_FROM,
      paramLabel = "MODEL",
      converter = QualifiedUri.class,
      description =
          "Train a network further: a run's folder, a model.zip, a zip in which DL4J saved one of these graphs, or an ONNX file "
              + "(FILE.onnx) of a network of AlexNet's or VGG's shape. Other "
              + "classes get a new fc8. With --network: the other network takes its first four convolutions and its fully "
              + "connected layers over, where name and shape are the same.")
  private String startFrom;

  @Mixin private OnnxOptions onnx;

  @Mixin private NetworkOptions networkOptions;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Qualifies the graph's place, if there is one. */
  void qualify(Configuration hadoop) throws IOException {
    model = model.equals(ALEXNET) ? model : Cluster.qualified(model, hadoop);
  }

  /**
   * Refuses what does not go together.
   *
   * @param begun the run to go on with, if there is one
   * @throws UnusableArgumentException naming the option
   */
  void check(Optional<RunDescription> begun) {
    onnx.requireAbout(startedFrom());
    if (!optionsSayTheNetwork(begun)) {
      networkOptions.requireNoneGiven(arguments(), START_FROM);
    }
  }

  /**
   * What the options say is to be trained.
   *
   * @param begun the run to go on with, if there is one
   * @param run URI of its folder
   * @throws UnusableArgumentException if it cannot be
   */
  Trainable read(
      Optional<RunDescription> begun,
      TrainingData data,
      LearningOptions learning,
      String run,
      long seed)
      throws IOException {
    if (model.equals(ALEXNET)) {
      return new TrainableTowers(
          startingPoint(begun, data, learning),
          optionsSayTheNetwork(begun),
          learning,
          data.colors(),
          run,
          seed);
    }
    TrainableGraph.refuseOptionsWithoutMeaning(arguments(), model);
    Optional<String> kept =
        begun.isPresent() ? RunFolder.graphOf(run, data.hadoop()) : Optional.empty();
    return TrainableGraph.read(
        kept.orElse(model),
        networkOptions.crop(),
        data.classes(),
        begun.isPresent() || arguments().hasMatchedOption("--learning-rate")
            ? Optional.of(learning.learningRate())
            : Optional.empty(),
        data.hadoop());
  }

  private StartingPoint startingPoint(
      Optional<RunDescription> begun, TrainingData data, LearningOptions learning)
      throws IOException {
    int classes = data.classes().size();
    if (startFrom == null) {
      return StartingPoint.drawn(
          begun
              .map(RunDescription::network)
              .orElseGet(
                  () -> networkOptions.specification(classes, learning.inputScale(data.colors()))));
    }
    StartingPoint.Source source =
        () -> Models.pretrained(START_FROM, startFrom, onnxReading(data.hadoop()), data.hadoop());
    boolean layers = optionsSayTheNetwork(begun);
    if (begun.isPresent()) {
      return new StartingPoint(
          begun.get().network(),
          Optional.of(source),
          layers ? StartingPoint.Taken.LAYERS : StartingPoint.Taken.WHOLE,
          data.classes());
    }
    return layers
        ? StartingPoint.deeper(
            source.read(),
            startFrom,
            scale -> networkOptions.specification(classes, scale),
            data.classes())
        : StartingPoint.trained(source.read(), data.classes(), networkOptions.dropout());
  }

  /**
   * What is subtracted from images where no option says it: what the model to start from wants, or
   * what the network's paper has.
   *
   * @param begun the run to go on with, which has its mean already
   */
  MeanChoice meanByDefault(
      Trainable trainable, Optional<RunDescription> begun, Configuration hadoop)
      throws IOException {
    Optional<float[]> ofStart =
        startFrom == null || begun.isPresent()
            ? Optional.empty()
            : Models.mean(START_FROM, startFrom, onnxReading(hadoop), hadoop);
    if (ofStart.isPresent()) {
      Optional<MeanColor> color = MeanColor.of(ofStart.get());
      return color.isPresent() ? new MeanChoice.Given(color.get()) : new MeanChoice.Image();
    }
    boolean colorOfPaper =
        trainable
            .specification()
            .filter(network -> Networks.subtractsMeanColor(network.name()))
            .isPresent();
    return colorOfPaper ? new MeanChoice.OfTrainingImages() : new MeanChoice.Image();
  }

  /**
   * Whether the options say what the network is: always, but where a run starts from a model and
   * does not name another network.
   */
  private boolean optionsSayTheNetwork(Optional<RunDescription> begun) {
    return startFrom == null
        || begun
            .map(run -> run.options().containsKey(NetworkOptions.NETWORK))
            .orElseGet(() -> arguments().hasMatchedOption(NetworkOptions.NETWORK));
  }

  private OnnxReading onnxReading(Configuration hadoop) throws IOException {
    return onnx.reading(startedFrom(), hadoop);
  }

  private List<String> startedFrom() {
    return startFrom == null ? List.of() : List.of(startFrom);
  }

  private ParseResult arguments() {
    return command.commandLine().getParseResult();
  }
}
