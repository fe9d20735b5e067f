package org.alexnetspark.jobs.ablations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.DriverProcess;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.jobs.train.TrainCommand;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AblationsCommandTest {
  private static TinyTask task;
  @AutoClose private static SparkForTests spark;

  @BeforeAll
  static void make() {
    task = TinyTask.get();
    spark = SparkForTests.local(2);
  }

  @Test
  void everyVariantIsTrainedWithEverySeedAndTheTableComparesThem() throws IOException {
    Path folder = task.newFolder("ablations");
    Path output = folder.resolve("results");
    Path variants =
        Files.writeString(
            folder.resolve("variants.txt"),
            """
            # which activation?
            all:  --width 0.02 --init he --batch-size 10 --workers 1 --epochs 2 --schedule constant
            relu:
            tanh: --activation tanh --epochs 1
            """);
    String[] arguments = {"--variants", variants.toString(), "--output", output.toString()};

    CapturedRun first = ablations(arguments);

    assertThat(first.status()).as(first.errors()).isZero();
    for (String run : List.of("relu/seed-4", "relu/seed-5", "tanh/seed-4", "tanh/seed-5")) {
      assertThat(output.resolve(run).resolve("_SUCCESS")).exists();
    }
    JsonNode result = new ObjectMapper().readTree(output.resolve("ablations.json").toFile());
    JsonNode relu = result.at("/variants/0/runs");
    assertThat(relu.get(0).get("trainingError")).hasSize(2);
    assertThat(relu.get(1).get("validationError")).hasSize(2);
    double one = relu.get(0).at("/validationError/1").asDouble();
    double other = relu.get(1).at("/validationError/1").asDouble();
    assertThat(first.output().lines().filter(line -> line.startsWith("| relu")))
        .singleElement()
        .asString()
        .contains(
            String.format(
                Locale.ROOT,
                "%.1f ± %.1f %%",
                50 * (one + other),
                100 * Math.abs(one - other) / Math.sqrt(2)));
    assertThat(result.at("/variants/1/runs/0/trainingError")).hasSize(1);
    for (String file :
        List.of("ablations.html", "ablations.md", "training-error.svg", "validation-error.svg")) {
      assertThat(output.resolve(file)).isNotEmptyFile();
    }

    CapturedRun again = ablations(arguments);

    assertThat(again.output()).isEqualTo(tableOf(first));
    assertThat(again.errors()).doesNotContain("Training minibatches");
  }

  /** train prints too. */
  private static String tableOf(CapturedRun run) {
    return run.output()
        .lines()
        .filter(line -> line.startsWith("|"))
        .reduce("", (table, line) -> table + line + "\n");
  }

  /** Their options are checked before anything is trained, so that --seeds stops them here. */
  @Test
  void theComparisonsThatComeWithTheProgramAreUsable() throws IOException {
    for (String name : AblationsCommand.SHIPPED) {
      try (InputStream in = AblationsCommand.class.getResourceAsStream(name + ".txt")) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (Variant variant : VariantsFile.parse(name, text.lines().toList())) {
          new CommandLine(new TrainCommand())
              .setCaseInsensitiveEnumValuesAllowed(true)
              .parseArgs(
                  Stream.concat(
                          Stream.of("--data", "d", "--output", "o"), variant.options().stream())
                      .toArray(String[]::new));
        }
      }
    }
    CapturedRun unknown = ablations("--variants", "nothing", "--output", "x");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.errorLine()).contains("nothing does not exist", "recipes, lrn, source-nets");
  }

  @Test
  void anOptionThatTrainDoesNotKnowIsSaidBeforeAnyTraining() throws IOException {
    Path folder = task.newFolder("unknown-option");
    Path variants =
        Files.writeString(folder.resolve("variants.txt"), "relu:\nbroken: --activation sine\n");

    CapturedRun run =
        ablations(
            "--variants", variants.toString(), "--output", folder.resolve("results").toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("broken", "--activation", "sine");
    assertThat(folder.resolve("results")).doesNotExist();
  }

  @Test
  void sigtermStopsTheRunAndThoseThatWouldFollow() throws Exception {
    Path folder = task.newFolder("stopped");
    Path variants =
        Files.writeString(
            folder.resolve("variants.txt"),
            """
            all:  --width 0.02 --init he --batch-size 10 --workers 1 --epochs 1000 --schedule constant
            relu:
            tanh: --activation tanh
            """);
    Path output = folder.resolve("results");
    try (DriverProcess driver =
        DriverProcess.start(
            spark, arguments("--variants", variants.toString(), "--output", output.toString()))) {
      driver.awaitLine("epoch 1 of 1000");
      driver.terminate();
      assertThat(driver.await()).isEqualTo(143);
    }
    assertThat(output.resolve("relu/seed-4/checkpoints")).isNotEmptyDirectory();
    assertThat(output.resolve("relu/seed-5")).doesNotExist();
    assertThat(output.resolve("tanh")).doesNotExist();
  }

  @Test
  void aVariantsOptionsReplaceThoseOfAll() {
    List<Variant> variants =
        VariantsFile.parse(
            "v", List.of("all: --epochs 20 --width=0.5", "# a comment", "", "a: --epochs 3"));

    assertThat(variants.get(0))
        .isEqualTo(new Variant("a", List.of("--epochs", "3", "--width", "0.5")));
  }

  @ParameterizedTest
  @CsvSource({
    "relu --epochs 2, must be a name",
    "re/lu: --epochs 2, must be a name",
    "relu: epochs, must follow an option",
    "relu: --seed 3, is set for each run",
    "all: --epochs 2, names no variant"
  })
  void aLineThatCannotBeUsedIsNamed(String line, String complaint) {
    assertThatThrownBy(() -> VariantsFile.parse("file.txt", List.of(line)))
        .isInstanceOf(UnusableArgumentException.class)
        .hasMessageContainingAll("--variants file.txt", complaint);
  }

  @Test
  void theTrainingErrorOfAnEpochIsThatOfItsImages() {
    List<MetricsLine> metrics = new ArrayList<>();
    metrics.add(round(1, 1, 100, 0.1));
    metrics.add(round(2, 1, 150, 0.4));
    metrics.add(new EvaluationMetrics(2, "val", 1, 1, 0.3, 0.9, Map.of()));
    metrics.add(round(3, 2, 250, 0.8));
    metrics.add(new EvaluationMetrics(3, "val", 1, 1, 0.5, 0.9, Map.of()));

    TrainedRun run = TrainedRun.of(7, metrics);

    assertThat(run.trainingError().get(0)).isCloseTo((90 + 30) / 150.0, within(1e-9));
    assertThat(run.trainingError().get(1)).isCloseTo(0.2, within(1e-9));
    assertThat(run.validationError()).containsExactly(0.7, 0.5);
    assertThat(run.epochsTo(0.25)).hasValue(2);
    assertThat(run.epochsTo(0.1)).isEmpty();
  }

  @Test
  void whatADl4jGraphGuessedRightInTrainingIsNotKnown() {
    TrainedRun run =
        TrainedRun.of(
            7,
            List.of(
                new RoundMetrics(1, 1, 100, 1, 0.01, 1, Map.of(), Map.of(), null, null),
                new EvaluationMetrics(1, "val", 1, 1, 0.3, 0.9, Map.of())));

    assertThat(run.trainingError()).isEmpty();
    assertThat(run.validationError()).containsExactly(0.7);
  }

  @Test
  void deviationsAreThoseOfASample() {
    assertThat(Spread.of(List.of(1.0, 2.0, 6.0)))
        .isEqualTo(new Spread(3, 3, Math.sqrt((4 + 1 + 9) / 2.0)));
    assertThat(Spread.of(List.of(4.0)).deviation()).isNaN();
  }

  private static RoundMetrics round(int number, int epoch, long images, double top1) {
    return new RoundMetrics(number, epoch, images, 1, 0.01, 1, Map.of(), Map.of(), top1, null);
  }

  private static CapturedRun ablations(String... arguments) {
    return CapturedRun.of(() -> TrainJar.run(arguments(arguments)));
  }

  private static String[] arguments(String... more) {
    return Stream.concat(
            Stream.of("ablations", "--data", task.dataset(), "--seeds", "4,5"), Arrays.stream(more))
        .toArray(String[]::new);
  }
}
