package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.demo.DrawPhotographs;
import org.alexnetspark.jobs.demo.Pattern;
import org.alexnetspark.jobs.feeding.MinibatchStream;
import org.alexnetspark.jobs.feeding.NetworkInput;
import org.alexnetspark.jobs.preprocess.PreprocessCommand;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsFile;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.jobs.run.VectorFile;
import org.alexnetspark.model.Batch;
import org.alexnetspark.model.Initialization;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.UpdateRule;
import org.alexnetspark.model.device.nd4j.Nd4jDevice;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jobs from photographs to predictions, as their users call them, on small pictures and a
 * narrow network.
 */
class PipelineTest {
  private static final int TRAIN_PER_CLASS = 8;
  private static final int CLASSES = 10;
  private static final String[] SMALL = {
    "--width", "0.05", "--batch-size", "8", "--init", "he", "--schedule", "constant", "--seed", "3"
  };

  @TempDir private static Path work;
  private static SparkForTests spark;
  private static Path dataset;

  @BeforeAll
  static void makeDataset() throws IOException {
    spark = SparkForTests.local(2);
    Path photographs = work.resolve("photographs");
    DrawPhotographs.draw(photographs, TRAIN_PER_CLASS, 3, 1);
    dataset = work.resolve("dataset");
    for (String split : List.of("train", "val")) {
      int status =
          JobMain.run(
              new PreprocessCommand(),
              "--input",
              photographs.resolve(split).toString(),
              "--output",
              dataset.toString(),
              "--split",
              split,
              "--shard-mb",
              "4");
      assertThat(status).isZero();
    }
  }

  @AfterAll
  static void restoreProperties() {
    spark.close();
  }

  private static int train(Path run, String... more) {
    // Relative, as people name folders; executors have working directories of their own.
    Path data = Path.of("").toAbsolutePath().relativize(dataset);
    return TrainJar.run(
        Stream.of(
                Stream.of("--data", data.toString(), "--output", run.toString()),
                Arrays.stream(SMALL),
                Arrays.stream(more))
            .flatMap(arguments -> arguments)
            .toArray(String[]::new));
  }

  private static List<MetricsLine> metrics(Path run) throws IOException {
    return MetricsFile.read(
        new org.apache.hadoop.fs.Path(run.resolve("metrics.jsonl").toUri()), new Configuration());
  }

  /** What must be the same in two runs: everything that is not a time. */
  private static List<String> results(Path run) throws IOException {
    return metrics(run).stream()
        .map(
            line ->
                line instanceof RoundMetrics round
                    ? round.round()
                        + " "
                        + round.images()
                        + " "
                        + round.loss()
                        + " "
                        + round.layers()
                    : ((EvaluationMetrics) line).round() + " " + ((EvaluationMetrics) line).loss())
        .toList();
  }

  private static final NetworkSpecification NETWORK =
      NetworkSpecification.paper(CLASSES).withWidth(0.05);

  private static float[] weights(Path run, int round) throws IOException {
    try (var in =
        Files.newInputStream(run.resolve("checkpoints/round-" + round + "/weights.npy"))) {
      return VectorFile.read(in, NETWORK.parameterCount());
    }
  }

  @Test
  void oneWorkerTakesTheStepsOfAPlainLoop() throws IOException {
    Path run = work.resolve("one-worker");
    assertThat(train(run, "--workers", "1", "--average-every", "3", "--epochs", "2")).isZero();

    Configuration hadoop = new Configuration();
    org.apache.hadoop.fs.Path data = new org.apache.hadoop.fs.Path(dataset.toUri());
    Dataset described = Dataset.read(data, hadoop);
    PrincipalComponents colors = PrincipalComponents.read(data, hadoop);
    NetworkInput input =
        new NetworkInput(
            256,
            224,
            MeanImage.read(data, hadoop).values(),
            new NetworkInput.Jitter(0.1, colors.deviations(), colors.eigenvectors()));
    double pixelDeviation = Math.sqrt(Arrays.stream(colors.eigenvalues()).sum() / 3);
    NetworkSpecification specification = NETWORK.withInputScale(1 / pixelDeviation);
    float[] weights = Initialization.HE.parameters(specification, 3, pixelDeviation);
    float[] momentum = new float[weights.length];
    try (Network network = new Network(specification, 8, Nd4jDevice.forTowers(2))) {
      network.setParameters(weights, momentum);
      for (int epoch = 1; epoch <= 2; epoch++) {
        try (MinibatchStream minibatches =
            new MinibatchStream(
                data, described.split("train"), hadoop, input, 3, epoch, 0, 1, 8, 0)) {
          int minibatch = 0;
          for (Batch batch = minibatches.next(); batch.count() > 0; batch = minibatches.next()) {
            network.trainStep(
                batch,
                new UpdateRule(0.01f, 0.9f, 5e-4f),
                LocalSteps.dropoutSeed(3, epoch, 0, minibatch));
            minibatch++;
          }
          assertThat(minibatch).isEqualTo(TRAIN_PER_CLASS * CLASSES / 8);
        }
      }
      network.copyParametersTo(weights, momentum);
    }
    assertThat(weights(run, 8)).isEqualTo(weights);
  }

  @Test
  void theSameSeedGivesTheSameRunOnOneProcessAndOnTwoExecutors() throws IOException {
    Path first = work.resolve("in-one-process");
    Path second = work.resolve("on-two-executors");
    String[] options = {"--workers", "3", "--average-every", "2", "--epochs", "2"};
    assertThat(train(first, options)).isZero();
    try (SparkForTests cluster =
        SparkForTests.localCluster(2, Files.createDirectory(work.resolve("no-spark-home")))) {
      assertThat(train(second, options)).isZero();
    }
    assertThat(results(second)).isEqualTo(results(first)).isNotEmpty();
    assertThat(weights(second, 4)).isEqualTo(weights(first, 4));
  }

  @Test
  void aResumedRunIsTheRunThatWasNotInterrupted() throws IOException {
    Path whole = work.resolve("whole");
    Path resumed = work.resolve("resumed");
    String[] options = {"--workers", "2", "--average-every", "2", "--epochs", "2"};
    assertThat(train(whole, options)).isZero();
    assertThat(train(resumed, "--workers", "2", "--average-every", "2", "--rounds", "4")).isZero();
    assertThat(
            train(resumed, "--workers", "2", "--average-every", "2", "--epochs", "2", "--resume"))
        .isZero();
    assertThat(results(resumed)).isEqualTo(results(whole)).isNotEmpty();
    assertThat(weights(resumed, 6)).isEqualTo(weights(whole, 6));
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
        List.of("run.json", "metrics.jsonl", "model.zip", "report.html", "_SUCCESS")) {
      assertThat(run.resolve(file)).exists();
    }
    JsonNode description = new ObjectMapper().readTree(run.resolve("run.json").toFile());
    assertThat(description.at("/options/--workers").asText()).isEqualTo("2");
    assertThat(description.at("/options/--init").asText()).isEqualToIgnoringCase("he");
    assertThat(description.at("/classes")).hasSize(CLASSES);
    assertThat(description.at("/devices")).hasSize(2);
    assertThat(description.at("/devices/1/executor").asText()).isEqualTo("driver");
    assertThat(description.at("/devices/1/gpus")).isEmpty();

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
            work.resolve("photographs/val/*/*_1.JPEG").toString(),
            "--json");
    assertThat(predicted.lines()).hasSize(CLASSES);
    JsonNode first = new ObjectMapper().readTree(predicted.lines().findFirst().orElseThrow());
    assertThat(first.get("classes")).hasSize(5);
    Path somePhotographs = work.resolve("photographs/val").resolve(Pattern.values()[0].id());
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
  void theModelIsTheFirstOfTheBestNotTheLast() throws IOException {
    Path run = work.resolve("best");
    assertThat(train(run, "--workers", "1", "--epochs", "6")).isZero();
    EvaluationMetrics best =
        metrics(run).stream()
            .filter(EvaluationMetrics.class::isInstance)
            .map(EvaluationMetrics.class::cast)
            .reduce((first, next) -> next.top1() > first.top1() ? next : first)
            .orElseThrow();
    String evaluated =
        printed("evaluate", "--data", dataset.toString(), "--model", run.toString(), "--json");
    assertThat(new ObjectMapper().readTree(evaluated).get("loss").asDouble())
        .isEqualTo(best.loss());
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
                work.resolve("photographs/val").toString(),
                "--output",
                small.toString(),
                "--size",
                "64"))
        .isZero();
    assertRefused("--data", small.toString(), "--output", work.resolve("r").toString())
        .contains("--crop is 224", "64");
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
    Path class0 = work.resolve("photographs/val").resolve(Pattern.values()[0].id());
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
    assertThat(predicted.output()).contains("b-picture.jpg").hasLineCount(1);
    assertThat(predicted.errors()).contains("a-text.jpg", "unknown-format");
  }

  private static AbstractStringAssert<?> assertRefused(String... arguments) {
    CapturedRun run = CapturedRun.of(() -> TrainJar.run(arguments));
    assertThat(run.status()).as(run.errors()).isEqualTo(2);
    return assertThat(run.errorLine());
  }

  private static String printed(String... arguments) {
    CapturedRun run = CapturedRun.of(() -> TrainJar.run(arguments));
    assertThat(run.status()).as(run.errors()).isZero();
    return run.output();
  }
}
