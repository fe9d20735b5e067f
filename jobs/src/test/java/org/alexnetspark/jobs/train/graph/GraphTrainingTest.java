package org.alexnetspark.jobs.train.graph;

import static org.alexnetspark.jobs.train.SmallRuns.CLASSES;
import static org.alexnetspark.jobs.train.SmallRuns.TRAIN_PER_CLASS;
import static org.alexnetspark.jobs.train.SmallRuns.VAL_PER_CLASS;
import static org.alexnetspark.jobs.train.SmallRuns.bestEvaluation;
import static org.alexnetspark.jobs.train.SmallRuns.join;
import static org.alexnetspark.jobs.train.SmallRuns.printed;
import static org.alexnetspark.jobs.train.SmallRuns.results;
import static org.alexnetspark.jobs.train.SmallRuns.rounds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.jobs.train.SmallRuns;
import org.alexnetspark.model.dl4j.Dl4jGraph;
import org.alexnetspark.model.dl4j.GraphArchive;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** DL4J graphs on the project's datasets, trained by dl4j-spark. */
@LocalSpark(slots = 2)
class GraphTrainingTest {
  private static final NetworkSpecification ALEXNET =
      AlexNet.paper(CLASSES).withWidth(0.06).withDropout(0).withInputScale(1 / 60.0);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VGG = "../docs/vgg.json";
  private static final String[] OF_VGG = {"--model=" + VGG, "--crop=" + SmallVgg.CROP};

  @TempDir private static Path work;
  private static Path dataset;
  private static Path vgg;

  @BeforeAll
  static void trainVgg() throws IOException {
    dataset = SmallRuns.dataset();
    vgg = trainVgg("vgg", "--workers=2", "--average-every=3", "--epochs=2");
  }

  private static String[] arguments(String run, String... more) {
    String[] options = {
      "train",
      "--data=" + dataset,
      "--output=" + work.resolve(run),
      "--seed=3",
      "--batch-size=8",
      "--schedule=constant"
    };
    return join(options, more);
  }

  private static Path train(String run, String... more) {
    assertThat(TrainJar.run(arguments(run, more))).isZero();
    return work.resolve(run);
  }

  private static Path trainVgg(String run, String... more) {
    return train(run, join(OF_VGG, more));
  }

  /**
   * The export's own update rule is Nesterov's; with plain steps both rules are the same, decay of
   * weights included.
   */
  private static Path exportWithPlainSteps() throws IOException {
    return export("alexnet.zip", new Sgd(0.01), 0);
  }

  private static Path export(String file, IUpdater rule, int epochs) throws IOException {
    ComputationGraph graph = Dl4jGraph.of(ALEXNET, Initialization.HE.parameters(ALEXNET, 3, 60));
    for (GraphVertex vertex : graph.getConfiguration().getVertices().values()) {
      if (vertex instanceof LayerVertex layer
          && layer.getLayerConf().getLayer() instanceof BaseLayer weighted) {
        weighted.setIUpdater(rule);
      }
    }
    graph.getConfiguration().setEpochCount(epochs);
    ModelSerializer.writeModel(graph, work.resolve(file).toFile(), /* saveUpdater= */ false);
    return work.resolve(file);
  }

  @Test
  void alexNetAsAGraphLearnsInARoundWhatTheSplitNetworkLearns() throws IOException {
    Path export = exportWithPlainSteps();
    String[] round = {"--workers=2", "--average-every=2", "--rounds=1"};
    Path bySplit =
        train(
            "split",
            join(
                round,
                "--start-from=" + export,
                "--dropout=0",
                "--momentum=0",
                "--device=nd4j",
                "--precision=fp32"));
    Path byGraph = train("graph", join(round, "--model=" + export));

    float[] start =
        Dl4jGraph.parametersOf(ALEXNET, ModelSerializer.restoreComputationGraph(export.toFile()));
    float[] split = NetworkArchive.read(bySplit.resolve("model.zip")).parameters();
    float[] graph =
        Dl4jGraph.parametersOf(
            ALEXNET,
            ModelSerializer.restoreComputationGraph(byGraph.resolve("model.zip").toFile()));
    assertThat(distance(graph, split))
        .as("but for rounding: DL4J sums in another order")
        .isLessThan(1e-3 * distance(split, start));

    RoundMetrics ofSplit = rounds(bySplit).get(0);
    RoundMetrics ofGraph = rounds(byGraph).get(0);
    assertThat(ofGraph.images()).isEqualTo(32).isEqualTo(ofSplit.images());
    assertThat(ofGraph.loss()).isCloseTo(ofSplit.loss(), within(1e-4));
    assertThat(ofGraph.learningRate()).isEqualTo(0.01);
    assertThat(ofGraph.layers().get("fc8").meanChange())
        .isCloseTo(ofSplit.layers().get("fc8").meanChange(), within(1e-6));
  }

  /** What the rules keep between steps: momentum, or moments and the number of steps. */
  static List<IUpdater> updateRules() {
    return List.of(new Nesterovs(0.01, 0.9), new Adam(0.001));
  }

  @ParameterizedTest
  @MethodSource("updateRules")
  void aSingleWorkersUpdateRuleGoesOnFromRoundToRound(IUpdater rule) throws IOException {
    String name = rule.getClass().getSimpleName();
    Path start = export(name + ".zip", rule, 0);
    String[] worker = {"--model=" + start, "--workers=1"};
    Path rounds = train(name + "-by-one", join(worker, "--average-every=1", "--rounds=3"));
    Path inOneGo = train(name + "-in-one-go", join(worker, "--average-every=3", "--rounds=1"));
    assertThat(weights(rounds)).isEqualTo(weights(inOneGo));
  }

  private static double distance(float[] one, float[] other) {
    assertThat(one).hasSameSizeAs(other);
    return Math.sqrt(
        IntStream.range(0, one.length).mapToDouble(i -> Math.pow(one[i] - other[i], 2)).sum());
  }

  @Test
  void theVggOfTheDocsIsTheSixteenLayersWithAnEighthOfTheChannels() throws IOException {
    assertThat(JSON.readTree(Path.of(VGG).toFile()))
        .isEqualTo(JSON.readTree(SmallVgg.configuration().toJson()));
  }

  @Test
  void vggIsTrainedAndEvaluatedAsTheRunSays() throws IOException {
    List<RoundMetrics> rounds = rounds(vgg);
    assertThat(rounds).hasSize(4);
    assertThat(rounds.get(1).images()).isEqualTo(TRAIN_PER_CLASS * CLASSES);
    assertThat(rounds.get(3).loss())
        .as("it guesses less wildly; to tell classes apart takes hundreds of steps more")
        .isLessThan(rounds.get(0).loss());
    for (String file :
        List.of(
            "run.json", "metrics.jsonl", "model.zip", "MODEL_CARD.md", "report.html", "_SUCCESS")) {
      assertThat(vgg.resolve(file)).exists();
    }
    JsonNode description = JSON.readTree(vgg.resolve("run.json").toFile());
    assertThat(description.at("/options/--learning-rate").asDouble()).isEqualTo(0.01);
    assertThat(description.at("/graph").asText()).hasSize(64);
    assertThat(description.at("/options").has("--width")).isFalse();
    assertThat(Files.readString(vgg.resolve("MODEL_CARD.md"))).contains("DL4J ComputationGraph");

    JsonNode evaluated = evaluated(vgg, "1");
    EvaluationMetrics best = bestEvaluation(vgg);
    assertThat(evaluated.get("loss").asDouble())
        .as("but for rounding: minibatches of another size")
        .isCloseTo(best.loss(), within(1e-6));
    assertThat(evaluated.get("images").asInt()).isEqualTo(VAL_PER_CLASS * CLASSES);
    assertThat(evaluated(vgg, "10").get("loss").asDouble()).isNotEqualTo(best.loss());
  }

  @Test
  void photographsAreNamedWithTheProbabilitiesThatEvaluationSees() throws IOException {
    String predicted =
        printed(
            "predict",
            "--model=" + vgg,
            "--input=" + SmallRuns.photographs("val"),
            "--top=" + CLASSES,
            "--json");

    double loss = 0;
    for (String line : predicted.lines().toList()) {
      JsonNode answer = JSON.readTree(line);
      String synset = Path.of(answer.get("path").asText()).getParent().getFileName().toString();
      loss -= Math.log(probability(answer.get("classes"), synset));
    }
    assertThat(predicted.lines()).hasSize(VAL_PER_CLASS * CLASSES);
    assertThat(loss / (VAL_PER_CLASS * CLASSES))
        .isCloseTo(evaluated(vgg, "1").get("loss").asDouble(), within(1e-5));
  }

  private static double probability(JsonNode classes, String synset) {
    return StreamSupport.stream(classes.spliterator(), false)
        .filter(each -> each.get("synset").asText().equals(synset))
        .mapToDouble(each -> each.get("probability").asDouble())
        .sum();
  }

  @Test
  void whoeverGoesOnWithDl4jHasTheMomentumAndTheStepsToo() throws IOException {
    int round = bestEvaluation(vgg).round();

    ComputationGraph graph =
        ModelSerializer.restoreComputationGraph(vgg.resolve("model.zip").toFile());

    int numbers = Math.toIntExact(graph.numParams());
    assertThat(floats(graph.params()))
        .isEqualTo(SmallRuns.vector(vgg, round, "weights.npy", numbers));
    assertThat(floats(graph.getUpdater().getStateViewArray()))
        .as("Nesterov's rule keeps a number for each parameter")
        .isEqualTo(SmallRuns.vector(vgg, round, "momentum.npy", numbers));
    assertThat(graph.getIterationCount())
        .as("two rounds an epoch, of three and two minibatches")
        .isEqualTo(round / 2 * 5);
    assertThat(graph.getEpochCount()).isEqualTo(round / 2);
  }

  @Test
  void aGraphsOwnScheduleGoesByTheEpochsThatItWasTrainedBefore() throws IOException {
    ISchedule momentum = new MapSchedule.Builder(ScheduleType.EPOCH).add(0, 0).add(1, 0.9).build();
    List<float[]> weights = new ArrayList<>();
    for (int epochs : new int[] {0, 1}) {
      String name = "after-epochs-" + epochs;
      Path graph = export(name + ".zip", new Nesterovs(0.01, momentum), epochs);
      weights.add(
          weights(
              train(name, "--model=" + graph, "--workers=1", "--average-every=2", "--rounds=1")));
    }
    assertThat(weights.get(1)).as("with momentum").isNotEqualTo(weights.get(0));
  }

  private static float[] floats(INDArray row) {
    return row.dup().data().asFloat();
  }

  private static JsonNode evaluated(Path run, String views) throws IOException {
    return JSON.readTree(
        printed("evaluate", "--data=" + dataset, "--model=" + run, "--views=" + views, "--json"));
  }

  @Test
  void anInterruptedGraphGoesOnFromWeightsAndMomentum() throws IOException {
    String[] options = {"--workers=2", "--average-every=2"};
    Path whole = trainVgg("whole", join(options, "--rounds=3"));
    trainVgg("resumed", join(options, "--rounds=2"));
    Path resumed = trainVgg("resumed", join(options, "--rounds=3", "--resume"));
    assertThat(results(resumed)).isEqualTo(results(whole)).isNotEmpty();
    assertThat(weights(resumed)).isEqualTo(weights(whole));
  }

  private static float[] weights(Path run) throws IOException {
    try (InputStream in = Files.newInputStream(run.resolve("model.zip"))) {
      return GraphArchive.read(in).parameters();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--width=0.5 | --width 0.5 cannot be given with --model",
        "--momentum=0.5 | --momentum 0.5 cannot be given with --model",
        "--device=nd4j | --device nd4j cannot be given with --model",
        "--crop=100 | does not take images of --crop 100",
        "--model=absent.json | is no file",
        "--model=pom.xml | holds no ComputationGraph",
      })
  void whatCannotBeTrainedSoIsRefused(String option, String complaint) {
    String[] others =
        Arrays.stream(join(OF_VGG, "--rounds=1"))
            .filter(each -> !each.startsWith(option.split("=", 2)[0]))
            .toArray(String[]::new);
    String[] options = join(others, option);
    CapturedRun run = CapturedRun.of(() -> TrainJar.run(arguments("refused", options)));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains(complaint);
  }

  @Test
  void commandsThatNeedAlexNetsLayersSayThatAGraphHasOthers() {
    CapturedRun features =
        CapturedRun.of(
            () ->
                TrainJar.run(
                    "features",
                    "--data",
                    dataset.toString(),
                    "--split",
                    "val",
                    "--model",
                    vgg.toString(),
                    "--layer",
                    "fc7",
                    "--output",
                    work.resolve("features").toString()));
    assertThat(features.status()).isEqualTo(2);
    assertThat(features.errorLine()).contains("is a DL4J graph");
  }
}
