package org.alexnetspark.jobs.train;

import static org.alexnetspark.jobs.train.SmallRuns.CLASSES;
import static org.alexnetspark.jobs.train.SmallRuns.NETWORK;
import static org.alexnetspark.jobs.train.SmallRuns.TRAIN_PER_CLASS;
import static org.alexnetspark.jobs.train.SmallRuns.bestEvaluation;
import static org.alexnetspark.jobs.train.SmallRuns.join;
import static org.alexnetspark.jobs.train.SmallRuns.metrics;
import static org.alexnetspark.jobs.train.SmallRuns.printed;
import static org.alexnetspark.jobs.train.SmallRuns.results;
import static org.alexnetspark.jobs.train.SmallRuns.rounds;
import static org.alexnetspark.jobs.train.SmallRuns.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.demo.Pattern;
import org.alexnetspark.jobs.feeding.Augmentation;
import org.alexnetspark.jobs.feeding.ColorJitter;
import org.alexnetspark.jobs.feeding.MinibatchStream;
import org.alexnetspark.jobs.feeding.Seeds;
import org.alexnetspark.jobs.preprocess.PreprocessCommand;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.model.Batch;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.dl4j.Dl4jGraph;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.UpdateRule;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.alexnetspark.preprocess.statistics.StatisticsFiles;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.util.DoubleComparator;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The jobs from photographs to predictions, as their users call them, on small pictures and a
 * narrow network.
 */
@LocalSpark(slots = 2)
class PipelineTest {
  @TempDir private static Path work;
  private static Path dataset;

  @BeforeAll
  static void makeDataset() throws IOException {
    dataset = SmallRuns.dataset();
  }

  /**
   * A gradient is a sum of products in fp32 whose order is another for other batch sizes: some
   * hundreds of roundings of 6e-8, and in the next step a few sums that fall on the other side of
   * zero. What a mistake in the mean, such as a sum or one worker's part alone, changes is all of
   * it.
   */
  private static final double ROUNDING_OF_STEPS = 1e-3;

  private static int train(Path run, String... more) {
    return SmallRuns.train(dataset, run, more);
  }

  @Test
  void oneWorkerTakesTheStepsOfAPlainLoop() throws IOException {
    Path run = work.resolve("one-worker");
    assertThat(train(run, "--workers", "1", "--average-every", "3", "--epochs", "2")).isZero();

    Augmentation augmentation = augmentation();
    double pixelDeviation = pixelDeviation();
    NetworkSpecification specification = NETWORK.withInputScale(1 / pixelDeviation);
    float[] weights = Initialization.HE.parameters(specification, 3, pixelDeviation);
    float[] momentum = new float[weights.length];
    try (Network network =
        new Network(
            specification,
            8,
            new DeviceChoice(DeviceChoice.Kind.AUTO, DeviceChoice.Precision.AUTO).forTowers(2))) {
      network.setParameters(weights, momentum);
      for (int epoch = 1; epoch <= 2; epoch++) {
        try (MinibatchStream minibatches =
            minibatches(augmentation, PreparedBy.HOST, epoch, 0, 1)) {
          int minibatch = 0;
          for (Batch batch = minibatches.next(); batch.count() > 0; batch = minibatches.next()) {
            network.trainStep(
                batch, new UpdateRule(0.01f, 0.9f, 5e-4f), Seeds.derive(3, epoch, 0, minibatch));
            minibatch++;
          }
          assertThat(minibatch).isEqualTo(TRAIN_PER_CLASS * CLASSES / 8);
        }
      }
      network.copyParametersTo(weights, momentum);
    }
    assertThat(weights(run, 8)).isEqualTo(weights);
  }

  private static final Configuration HADOOP = new Configuration();

  private static org.apache.hadoop.fs.Path data() {
    return new org.apache.hadoop.fs.Path(dataset.toUri());
  }

  private static Augmentation augmentation() throws IOException {
    PrincipalComponents colors = PrincipalComponents.read(data(), HADOOP);
    return new Augmentation(
        new Preparation(256, 224, MeanImage.read(data(), HADOOP).values()),
        new ColorJitter(0.1, colors.deviations(), colors.eigenvectors()));
  }

  private static double pixelDeviation() throws IOException {
    PrincipalComponents colors = PrincipalComponents.read(data(), HADOOP);
    return Math.sqrt(Arrays.stream(colors.eigenvalues()).sum() / 3);
  }

  private static MinibatchStream minibatches(
      Augmentation augmentation, PreparedBy preparedBy, int epoch, int worker, int workers)
      throws IOException {
    return minibatches(augmentation, preparedBy, epoch, worker, workers, 0);
  }

  private static MinibatchStream minibatches(
      Augmentation augmentation,
      PreparedBy preparedBy,
      int epoch,
      int worker,
      int workers,
      int firstMinibatch)
      throws IOException {
    return new MinibatchStream(
        data(),
        Dataset.read(data(), HADOOP).split("train"),
        HADOOP,
        augmentation,
        preparedBy,
        3,
        epoch,
        worker,
        workers,
        8,
        firstMinibatch,
        2);
  }

  /**
   * Twelve images share a draw, minibatches have eight: the second begins within the first draw.
   */
  @Test
  void consecutiveImagesShareADrawWhereverAWorkerBegins() throws IOException {
    Augmentation own = augmentation();
    Augmentation shared = new Augmentation(own.preparation(), own.jitter(), Optional.empty(), 12);
    List<View> views = new ArrayList<>();
    try (MinibatchStream whole = minibatches(shared, PreparedBy.DEVICE, 1, 0, 1)) {
      views.addAll(views(whole.next()));
      views.addAll(views(whole.next()));
    }
    try (MinibatchStream later = minibatches(shared, PreparedBy.DEVICE, 1, 0, 1, 1)) {
      assertThat(views(later.next())).isEqualTo(views.subList(8, 16));
    }

    assertThat(Set.copyOf(views.subList(0, 12))).hasSize(1);
    assertThat(Set.copyOf(views.subList(12, 16))).hasSize(1);
    assertThat(Set.copyOf(views)).hasSize(2);
  }

  private static List<View> views(Batch batch) {
    return ((ViewedImages) batch.images()).images().stream().map(ViewedImage::view).toList();
  }

  @Test
  void whoeverPreparesTheImagesTheNumbersAreTheSame() throws IOException {
    Augmentation augmentation = augmentation();
    try (MinibatchStream ready = minibatches(augmentation, PreparedBy.HOST, 1, 0, 2);
        MinibatchStream viewed = minibatches(augmentation, PreparedBy.DEVICE, 1, 0, 2)) {
      Batch expected = ready.next();
      Batch batch = viewed.next();
      for (; expected.count() > 0; expected = ready.next(), batch = viewed.next()) {
        assertThat(batch.images()).isInstanceOf(ViewedImages.class);
        int numbers = expected.count() * augmentation.preparation().length();
        assertThat(batch.images().numbers())
            .isEqualTo(Arrays.copyOf(expected.images().numbers(), numbers));
        assertThat(batch.labels()).isEqualTo(expected.labels());
        assertThat(batch.count()).isEqualTo(expected.count());
      }
      assertThat(batch.count()).isZero();
    }
  }

  /**
   * Simonyan and Zisserman's (2015, section 3.3) synchronous training: an update is linear in the
   * gradient, so that the mean of weights and momentum after a step of each worker's part is those
   * after a step of the whole minibatch. Dropout is off: its masks are each worker's own.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.9})
  void averagingEveryMinibatchIsTheStepOfTheWholeMinibatch(double keep) throws IOException {
    Path run = work.resolve("large-batch-" + keep);
    String[] options = {
      "--workers=2",
      "--average-every=1",
      "--momentum=" + keep,
      "--dropout=0",
      "--rounds=3",
      "--precision=fp32"
    };
    assertThat(train(run, options)).isZero();

    Augmentation augmentation = augmentation();
    NetworkSpecification specification =
        NETWORK.withInputScale(1 / pixelDeviation()).withDropout(0);
    float[] start = Initialization.HE.parameters(specification, 3, pixelDeviation());
    float[] weights = start.clone();
    float[] momentum = new float[weights.length];
    try (Network network = new Network(specification, 16, DeviceChoice.exact().forTowers(2));
        MinibatchStream ofFirst = minibatches(augmentation, PreparedBy.HOST, 1, 0, 2);
        MinibatchStream ofSecond = minibatches(augmentation, PreparedBy.HOST, 1, 1, 2)) {
      network.setParameters(weights, momentum);
      for (int step = 0; step < 3; step++) {
        network.trainStep(
            joined(ofFirst.next(), ofSecond.next(), augmentation.preparation().length()),
            new UpdateRule(0.01f, (float) keep, 5e-4f),
            0);
      }
      network.copyParametersTo(weights, momentum);
    }
    assertThat(largestDifference(weights(run, 3), weights))
        .as("but for rounding: sums over 8 and 8 images instead of 16")
        .isLessThan(ROUNDING_OF_STEPS * largestDifference(weights, start));
    float[] averaged = SmallRuns.vector(run, 3, "momentum.npy", weights.length);
    assertThat(largestDifference(averaged, momentum))
        .isLessThan(ROUNDING_OF_STEPS * largestDifference(momentum, new float[momentum.length]));
  }

  private static double largestDifference(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    return IntStream.range(0, actual.length)
        .mapToDouble(i -> Math.abs(actual[i] - expected[i]))
        .max()
        .orElseThrow();
  }

  private static Batch joined(Batch first, Batch second, int imageLength) {
    float[] images = new float[16 * imageLength];
    System.arraycopy(first.images().numbers(), 0, images, 0, 8 * imageLength);
    System.arraycopy(second.images().numbers(), 0, images, 8 * imageLength, 8 * imageLength);
    int[] labels =
        IntStream.concat(Arrays.stream(first.labels(), 0, 8), Arrays.stream(second.labels(), 0, 8))
            .toArray();
    return new Batch(images, labels, 16);
  }

  @Test
  void oneWorkersOwnMomentumIsTheAverageAndWithoutItTheRunIsAnother() throws IOException {
    String[] options = {"--workers", "1", "--average-every", "2", "--rounds", "4"};
    List<float[]> weights = new ArrayList<>();
    for (String momentum : List.of("average", "local", "reset")) {
      Path run = work.resolve("momentum-" + momentum);
      assertThat(train(run, join(options, "--momentum-across-rounds", momentum))).isZero();
      weights.add(weights(run, 4));
    }
    assertThat(weights.get(1)).isEqualTo(weights.get(0));
    assertThat(weights.get(2)).isNotEqualTo(weights.get(0));
    assertThat(work.resolve("momentum-local/momentum").toFile().list())
        .contains("round-4")
        .hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void theLearningRateWarmsUpAndFallsAsTheScheduleSays() throws IOException {
    Path run = work.resolve("warm-up");
    assertThat(
            train(run, "--workers", "1", "--average-every", "5", "--epochs", "2", "--warmup", "1"))
        .isZero();
    assertThat(rounds(run).stream().map(RoundMetrics::learningRate))
        .containsExactly(0.005, 0.01, 0.01, 0.01);
  }

  @Test
  void synchronousEpochsAverageAfterEveryMinibatchBeforeLongerRoundsBegin() throws IOException {
    Path run = work.resolve("synchronous-at-first");
    Path synchronous = work.resolve("synchronous");
    CapturedRun captured =
        CapturedRun.of(
            () -> trainWithFallingRate(run, "--average-every=3", "--synchronous-epochs=1"));
    assertThat(captured.status()).isZero();
    assertThat(captured.errors().lines().filter(line -> line.startsWith("epoch 1, round 5:")))
        .as("the rate that the round took")
        .allMatch(line -> line.endsWith("learning rate 0.006"))
        .hasSize(1);
    assertThat(trainWithFallingRate(synchronous, "--average-every=1")).isZero();

    assertThat(rounds(run).stream().map(RoundMetrics::epoch)).containsExactly(1, 1, 1, 1, 1, 2, 2);
    assertThat(rounds(run).stream().map(RoundMetrics::learningRate))
        .as("falls by minibatches, not by rounds")
        .usingElementComparator(new DoubleComparator(1e-12))
        .containsExactly(0.01, 0.009, 0.008, 0.007, 0.006, 0.005, 0.002);
    assertThat(weights(run, 5)).isEqualTo(weights(synchronous, 5));
  }

  private static int trainWithFallingRate(Path run, String... more) {
    String[] options = {
      "train",
      "--data=" + dataset,
      "--output=" + run,
      "--width=0.05",
      "--init=he",
      "--workers=2",
      "--batch-size=8",
      "--epochs=2",
      "--schedule=poly"
    };
    return TrainJar.run(join(options, more));
  }

  @Test
  void aClusterThatGivesNoExecutorIsSaidWithinTheTimeLimit() throws IOException {
    try (SparkForTests ignored =
        SparkForTests.localCluster(1, Files.createDirectories(work.resolve("empty")))
            .with("spark.executor.cores", "2")) {
      CapturedRun run =
          CapturedRun.of(() -> train(work.resolve("nobody"), "--executor-timeout", "2"));
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.errorLine()).contains("no executor", "within 2 s", "spark.executor.memory");
    }
  }

  @Test
  void theSameSeedGivesTheSameRunOnOneProcessAndOnTwoExecutors() throws IOException {
    Path first = work.resolve("in-one-process");
    Path second = work.resolve("on-two-executors");
    String[] options = {"--workers", "3", "--average-every", "2", "--epochs", "2"};
    assertThat(train(first, options)).isZero();
    try (SparkForTests cluster =
        SparkForTests.localCluster(2, Files.createDirectories(work.resolve("no-spark-home")))) {
      assertThat(train(second, options)).isZero();
    }
    assertThat(results(second)).isEqualTo(results(first)).isNotEmpty();
    assertThat(weights(second, 4)).isEqualTo(weights(first, 4));
  }

  @Test
  void whatExecutorsCanDoDecidesOnTheDeviceAlsoWhenTheRunGoesOnElsewhere() throws IOException {
    Path run = work.resolve("on-an-older-processor");
    String[] options = {"--workers", "1", "--average-every", "2"};
    try (SparkForTests cluster =
        SparkForTests.localCluster(1, Files.createDirectories(work.resolve("no-spark-home")))
            .with("spark.executorEnv.ONEDNN_MAX_CPU_ISA", "AVX2")) {
      assertThat(train(run, join(options, "--rounds", "1"))).isZero();
    }
    String onExecutor = deviceOf(run);
    assertThat(train(run, join(options, "--rounds", "2", "--resume"))).isZero();

    assertThat(onExecutor).endsWith("fp32");
    assertThat(deviceOf(run)).isEqualTo(onExecutor);
  }

  private static String deviceOf(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("run.json").toFile()).get("device").asText();
  }

  @Test
  void aResumedRunIsTheRunThatWasNotInterrupted() throws IOException {
    Path whole = work.resolve("whole");
    Path resumed = work.resolve("resumed");
    String[] options = {"--workers=2", "--average-every=2", "--synchronous-epochs=1"};
    assertThat(train(whole, join(options, "--epochs=2"))).isZero();
    assertThat(train(resumed, join(options, "--rounds=6"))).isZero();
    assertThat(train(resumed, join(options, "--epochs=2", "--resume"))).isZero();
    assertThat(results(resumed)).isEqualTo(results(whole)).isNotEmpty();
    assertThat(weights(resumed, 8)).isEqualTo(weights(whole, 8));
  }

  @Test
  void everyImageIsUsedOnceInAnEpochWhateverTheWorkers() throws IOException {
    Path run = work.resolve("three-workers");
    assertThat(train(run, "--workers", "3", "--average-every", "100", "--epochs", "1")).isZero();
    RoundMetrics round = (RoundMetrics) metrics(run).get(0);
    assertThat(round.images()).isEqualTo((long) TRAIN_PER_CLASS * CLASSES);
  }

  @Test
  void aRunLeavesWhatTheInterfaceNames() throws IOException {
    Path run = work.resolve("complete");
    assertThat(train(run, "--workers", "2", "--epochs", "1")).isZero();
    for (String file :
        List.of(
            "run.json", "metrics.jsonl", "model.zip", "MODEL_CARD.md", "report.html", "_SUCCESS")) {
      assertThat(run.resolve(file)).exists();
    }
    JsonNode description = new ObjectMapper().readTree(run.resolve("run.json").toFile());
    assertThat(description.at("/options/--workers").asText()).isEqualTo("2");
    assertThat(description.at("/options/--init").asText()).isEqualToIgnoringCase("he");
    assertThat(description.at("/classes")).hasSize(CLASSES);
    assertThat(description.at("/devices")).hasSize(2);
    assertThat(description.at("/devices/1/executor").asText()).isEqualTo("driver");
    assertThat(description.at("/devices/1/gpus")).isEmpty();

    assertThat(Files.readString(run.resolve("report.html")))
        .contains("Best", "Worst", "Most typical", "Principal components");

    String evaluated =
        printed("evaluate", "--data", dataset.toString(), "--model", run.toString(), "--json");
    EvaluationMetrics validation = (EvaluationMetrics) metrics(run).get(metrics(run).size() - 1);
    assertThat(new ObjectMapper().readTree(evaluated).get("top1").asDouble())
        .isEqualTo(validation.top1());

    String predicted =
        printed(
            "predict",
            "--model",
            run.toString(),
            "--input",
            SmallRuns.photographs("val").resolve("*/*_1.JPEG").toString(),
            "--json");
    assertThat(predicted.lines()).hasSize(CLASSES);
    JsonNode first = new ObjectMapper().readTree(predicted.lines().findFirst().orElseThrow());
    assertThat(first.get("classes")).hasSize(5);
    Path somePhotographs = SmallRuns.photographs("val").resolve(Pattern.values()[0].id());
    String expandedByTheShell =
        printed(
            Stream.concat(
                    Stream.of("predict", "--model", run.toString(), "--json", "--input"),
                    IntStream.rangeClosed(1, 3)
                        .mapToObj(
                            i ->
                                somePhotographs
                                    .resolve(somePhotographs.getFileName() + "_" + i + ".JPEG")
                                    .toString()))
                .toArray(String[]::new));
    assertThat(expandedByTheShell.lines()).hasSize(3);
  }

  @Test
  void theModelCardTellsWhereTheModelComesFromAndHowGoodItIs() throws IOException {
    Path run = work.resolve("with-card");
    assertThat(train(run, "--workers", "1", "--epochs", "1")).isZero();

    String card = Files.readString(run.resolve("MODEL_CARD.md"));

    EvaluationMetrics validation = (EvaluationMetrics) metrics(run).get(metrics(run).size() - 1);
    assertThat(card)
        .contains(
            "# Model card: with-card",
            StatisticsFiles.fingerprint(Dataset.read(dataset.toString(), HADOOP), data(), HADOOP),
            String.format(Locale.ROOT, "top-1 error %.2f %%", 100 * (1 - validation.top1())),
            "80 images",
            "| --batch-size | 8 |",
            "## Limits");
    try (ZipFile zip = new ZipFile(run.resolve("model.zip").toFile())) {
      assertThat(zip.getInputStream(zip.getEntry("MODEL_CARD.md"))).hasContent(card);
    }
  }

  @Test
  void aRoundTellsHowManyOfItsImagesWereGuessedRight() throws IOException {
    Path run = work.resolve("training-error");
    assertThat(train(run, "--workers", "2", "--average-every", "2", "--epochs", "1")).isZero();

    for (RoundMetrics round : rounds(run)) {
      double images = round.round() < 3 ? 32 : 16;
      assertThat(round.top1() * images)
          .as("a whole number of images")
          .isCloseTo(Math.rint(round.top1() * images), within(1e-9));
      assertThat(round.top1()).isBetween(0.0, 0.7);
    }
  }

  @Test
  void theModelIsTheFirstOfTheBestNotTheLast() throws IOException {
    Path run = work.resolve("best");
    assertThat(train(run, "--workers", "1", "--epochs", "6")).isZero();
    String evaluated =
        printed("evaluate", "--data", dataset.toString(), "--model", run.toString(), "--json");
    // Other batches than the run's: not on every processor to the last bit.
    assertThat(new ObjectMapper().readTree(evaluated).get("loss").asDouble())
        .isCloseTo(bestEvaluation(run).loss(), within(1e-7));
  }

  @Test
  void tenViewsOfAnImageAreEvaluatedToo() {
    Path run = work.resolve("ten-views");
    assertThat(train(run, "--workers", "1", "--rounds", "1")).isZero();
    assertThat(
            TrainJar.run(
                "evaluate",
                "--data",
                dataset.toString(),
                "--model",
                run.toString(),
                "--views",
                "10"))
        .isZero();
  }

  @Test
  void helpShowsTheLayersOfThePapersNetwork() {
    assertThat(printed("train", "--help")).contains("conv3  2 x 192 3x3x256  both", "60,965,224");
  }

  @Test
  void aDatasetThatIsNotThereIsOneLine() {
    assertRefused(
            "--data", work.resolve("nowhere").toString(), "--output", work.resolve("r").toString())
        .contains("--data", "nowhere");
  }

  @Test
  void aRunIsNotWrittenOverAnother() {
    Path run = work.resolve("taken");
    assertThat(train(run, "--workers", "1", "--rounds", "1")).isZero();
    assertRefused("--data", dataset.toString(), "--output", run.toString())
        .contains("--output", "taken", "--resume");
  }

  @Test
  void aRunIsResumedWithTheOptionsItBeganWith() {
    Path run = work.resolve("other-options");
    assertThat(train(run, "--workers", "1", "--rounds", "1")).isZero();
    assertRefused(
            Stream.concat(
                    Stream.of("--data", dataset.toString(), "--output", run.toString(), "--resume"),
                    Stream.of("--width", "0.05", "--batch-size", "4", "--init", "he"))
                .toArray(String[]::new))
        .contains("--resume", "--batch-size is 4", "began with 8");
  }

  @Test
  void imagesSmallerThanTheCropAreRefused() {
    Path small = work.resolve("small-images");
    assertThat(
            JobMain.run(
                new PreprocessCommand(),
                "--input",
                SmallRuns.photographs("val").toString(),
                "--output",
                small.toString(),
                "--size",
                "64"))
        .isZero();
    assertRefused("--data", small.toString(), "--output", work.resolve("r").toString())
        .contains("--crop is 224", "64");
  }

  @Test
  void aGraphThatDl4jSavedIsTrainedFurtherWithANewLastLayerForOtherClasses() throws IOException {
    NetworkSpecification others = NETWORK.withClasses(CLASSES + 2);
    float[] learnt = Initialization.HE.parameters(others, 5, 60);
    Path model = work.resolve("saved-by-dl4j.zip");
    ModelSerializer.writeModel(Dl4jGraph.of(others, learnt), model.toFile(), false);
    Path run = work.resolve("trained-further");

    assertThat(trainFrom(model, run)).isZero();

    float[] after = weights(run, 1);
    ParameterLayout before = new ParameterLayout(others);
    ParameterLayout layout = new ParameterLayout(NETWORK);
    float[] drawn = Initialization.HE.parameters(NETWORK, 3, pixelDeviation());
    for (int tower = 0; tower < 2; tower++) {
      for (int layer = 0; layer < 7; layer++) {
        assertThat(part(after, layout.weights(tower, layer)))
            .isEqualTo(part(learnt, before.weights(tower, layer)));
      }
      assertThat(part(after, layout.weights(tower, 7)))
          .as("fc8 is drawn anew")
          .isEqualTo(part(drawn, layout.weights(tower, 7)));
    }
  }

  @Test
  void aModelOfTheSameClassesIsTrainedFurtherAsItIs() throws IOException {
    Path first = work.resolve("first-training");
    assertThat(train(first, "--workers", "1", "--rounds", "2")).isZero();
    Path second = work.resolve("second-training");

    assertThat(trainFrom(first, second)).isZero();

    try (var in = Files.newInputStream(first.resolve("model.zip"))) {
      float[] learnt = NetworkArchive.read(in).parameters();
      assertThat(largestDifference(weights(second, 1), learnt)).isLessThan(1e-20);
    }
  }

  @Test
  void optionsOfTheNetworkContradictAModelToStartFrom() throws IOException {
    assertRefused(
            SmallRuns.arguments(
                dataset, work.resolve("refused").toString(), "--start-from", "model.zip"))
        .contains("--width", "--start-from", "leave it out");
  }

  /** One round at a rate that moves nothing. */
  private static int trainFrom(Path model, Path run) {
    return TrainJar.run(
        "train",
        "--data=" + dataset,
        "--output=" + run,
        "--start-from=" + model,
        "--init=he",
        "--seed=3",
        "--workers=1",
        "--rounds=1",
        "--batch-size=8",
        "--learning-rate=1e-30",
        "--weight-decay=0");
  }

  private static float[] part(float[] vector, ParameterLayout.Range range) {
    return Arrays.copyOfRange(vector, range.offset(), range.end());
  }

  @Test
  void aModelOfAnotherClassListIsRefused() throws IOException {
    NetworkSpecification network = NETWORK.withWidth(0.01);
    Path model = work.resolve("other-classes.zip");
    NetworkArchive.write(
        new SavedNetwork(
            network,
            new float[network.parameterCount()],
            new float[256 * 256 * 3],
            IntStream.range(0, CLASSES).mapToObj(label -> "other" + label).toList()),
        model);
    assertRefused("evaluate", "--data", dataset.toString(), "--model", model.toString())
        .contains("--model", "other0", "same list");
  }

  @Test
  void aZipThatIsNoModelIsRefused() throws IOException {
    Path model = Files.writeString(work.resolve("no-model.zip"), "not a zip");
    assertRefused("evaluate", "--data", dataset.toString(), "--model", model.toString())
        .contains("--model", "no-model.zip", "no model");
  }

  @Test
  void anUnreadablePhotographIsNamedAndTheOthersAreAnswered() throws IOException {
    Path run = work.resolve("for-predictions");
    assertThat(train(run, "--workers", "1", "--rounds", "1")).isZero();
    Path photographs = Files.createDirectory(work.resolve("some-photographs"));
    Files.writeString(photographs.resolve("a-text.jpg"), "no picture");
    Path class0 = SmallRuns.photographs("val").resolve(Pattern.values()[0].id());
    try (Stream<Path> some = Files.list(class0)) {
      Files.copy(some.findFirst().orElseThrow(), photographs.resolve("b-picture.jpg"));
    }
    CapturedRun predicted =
        CapturedRun.of(
            () ->
                TrainJar.run(
                    "predict",
                    "--model",
                    run.toString(),
                    "--input",
                    photographs.toString(),
                    "--json"));
    assertThat(predicted.status()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : predicted.output().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).get("path").asText()).endsWith("a-text.jpg");
    assertThat(lines.get(0).at("/error/reason").asText()).isEqualTo("unknown-format");
    assertThat(lines.get(1).get("path").asText()).endsWith("b-picture.jpg");
    assertThat(lines.get(1).get("classes")).hasSize(5);
  }

  private static AbstractStringAssert<?> assertRefused(String... arguments) {
    CapturedRun run = CapturedRun.of(() -> TrainJar.run(arguments));
    assertThat(run.status()).as(run.errors()).isEqualTo(2);
    return assertThat(run.errorLine());
  }
}
