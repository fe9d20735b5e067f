package org.alexnetspark.jobs.predict;

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
import java.util.stream.Stream;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** predict, against a calculation of its own and against what is evaluated of the same images. */
@LocalSpark(slots = 2)
class PredictCommandTest {
  private static TinyTask task;

  @BeforeAll
  static void make() {
    task = TinyTask.get();
  }

  @Test
  void photographsGetTheProbabilitiesThatTheirImagesInADatasetHave() throws IOException {
    List<ImageRecord> images = task.images("val");
    double[][] probabilities = task.probabilities(images, 1, 2);

    List<JsonNode> lines =
        lines("--input", task.photographs("val").toString(), "--top", "10", "--json");

    assertThat(lines).hasSize(images.size());
    for (int i = 0; i < images.size(); i++) {
      String path = images.get(i).path();
      JsonNode line =
          lines.stream()
              .filter(each -> each.get("path").asText().endsWith("/" + path))
              .findFirst()
              .orElseThrow();
      double before = 1;
      for (JsonNode guess : line.get("classes")) {
        int label = task.synsets().indexOf(guess.get("synset").asText());
        double probability = guess.get("probability").asDouble();
        assertThat(probability).isCloseTo(probabilities[i][label], within(1e-5));
        assertThat(probability).as("best first").isLessThanOrEqualTo(before);
        before = probability;
      }
      assertThat(line.get("classes")).hasSize(10);
    }
  }

  @Test
  void itIsRightAsOftenAsTheEvaluationSays() throws IOException {
    long right =
        lines("--input", task.photographs("val").toString(), "--top", "1", "--json").stream()
            .filter(
                line ->
                    line.get("path")
                        .asText()
                        .contains("/" + line.at("/classes/0/synset").asText() + "/"))
            .count();
    CapturedRun evaluated =
        CapturedRun.of(
            () ->
                TrainJar.run(
                    "evaluate",
                    "--data",
                    task.dataset(),
                    "--model",
                    task.model(2),
                    "--precision=fp32",
                    "--json"));

    assertThat(new ObjectMapper().readTree(evaluated.output()).get("top1").asDouble())
        .isEqualTo(right / 20.0);
  }

  @Test
  void filesThatAreNoPhotographsAreNamedAndTheOthersAnswered() throws IOException {
    Path folder = someFiles();

    List<JsonNode> lines = lines("--input", folder.toString(), "--json");

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0).at("/error/reason").asText()).isEqualTo("unknown-format");
    assertThat(lines.get(1).at("/error/reason").asText()).isEqualTo("empty");
    assertThat(lines.get(2).get("classes")).hasSize(5);
  }

  @Test
  void aNameMayHaveAnyCharacters() throws IOException {
    Path folder = task.newFolder("names");
    for (String name : List.of("12:30:00.jpg", "IMG [1].jpg", "a%20b{2}.jpg")) {
      Files.copy(someFiles().resolve("c-picture.jpg"), folder.resolve(name));
      assertThat(lines("--input", folder.resolve(name).toString(), "--json"))
          .singleElement()
          .satisfies(line -> assertThat(line.get("path").asText()).endsWith("/" + name))
          .satisfies(line -> assertThat(line.get("classes")).hasSize(5));
    }

    assertThat(lines("--input", folder.toString(), "--json")).hasSize(3);
  }

  /** Small photographs that a user had trouble with. */
  @Test
  void reportedNamesAreAnsweredInAFolderAndAlone() throws IOException {
    Path folder = Path.of("../../shared/reports/paths/predict");
    Assumptions.assumeTrue(Files.isDirectory(folder), "no " + folder.toAbsolutePath());

    List<JsonNode> lines = lines("--input", folder.toString(), "--json");

    assertThat(lines).hasSize(4);
    assertThat(lines).filteredOn(line -> line.has("classes")).hasSize(3);
    assertThat(lines)
        .filteredOn(line -> line.has("error"))
        .singleElement()
        .satisfies(line -> assertThat(line.get("path").asText()).endsWith("/notes.txt"));
    for (String name : List.of("12:30:00.jpg", "IMG [1].jpg", "\u00DCn\u00EF.jpg")) {
      assertThat(lines("--input", folder.resolve(name).toString(), "--json"))
          .singleElement()
          .satisfies(line -> assertThat(line.get("classes")).hasSize(5));
    }
  }

  @Test
  void nothingToAnswerIsAFailure() throws IOException {
    Path folder = task.newFolder("no-photographs");
    Files.writeString(folder.resolve("text.jpg"), "no picture");

    assertThat(predict("--input", folder.toString()).status()).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsOneLine() {
    CapturedRun run = predict("--input", "/nowhere/at/all.jpg");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("--input", "/nowhere/at/all.jpg");
  }

  @Test
  void thePageShowsEachPhotographAndNamesTheOtherFiles() throws IOException {
    Path page = task.newFolder("page").resolve("predictions.html");

    assertThat(predict("--input", someFiles().toString(), "--page", page.toString()).status())
        .isZero();

    String html = Files.readString(page);
    assertThat(html).contains("<h3>c-picture.jpg</h3>", "a-text.jpg", "unknown-format");
    assertThat(html.split("<li", -1)).as("five bars").hasSize(6);
  }

  @Test
  void theAnswersOfASparkJobAreThoseOfThisProcess() throws IOException {
    Path folder = someFiles();
    String[] arguments = {
      "--input",
      folder.resolve("c-picture.jpg").toString(),
      "--input",
      folder.toString(),
      "--input",
      task.photographs("val").toString(),
      "--json"
    };
    String here = predict(arguments).output();
    CapturedRun onSpark;
    try (SparkForTests cluster = SparkForTests.localCluster(2, task.newFolder("no-spark-home"))) {
      onSpark = predict(arguments);
    }

    assertThat(onSpark.status()).as(onSpark.errors()).isZero();
    assertThat(onSpark.output()).isEqualTo(here).hasLineCount(23);
  }

  /** A text, an empty file, a photograph, and a file that nobody means. */
  private static Path someFiles() throws IOException {
    Path folder = task.newFolder("some-files");
    Files.writeString(folder.resolve("a-text.jpg"), "no picture");
    Files.createFile(folder.resolve("b-empty.jpg"));
    Files.writeString(folder.resolve(".hidden"), "not for us");
    Path ofAClass = task.photographs("val").resolve(task.synsets().get(0));
    try (Stream<Path> photographs = Files.list(ofAClass)) {
      Files.copy(photographs.sorted().findFirst().orElseThrow(), folder.resolve("c-picture.jpg"));
    }
    return folder;
  }

  private static List<JsonNode> lines(String... arguments) throws IOException {
    CapturedRun run = predict(arguments);
    assertThat(run.status()).as(run.errors()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.output().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static CapturedRun predict(String... arguments) {
    return CapturedRun.of(
        () ->
            TrainJar.run(
                Stream.concat(
                        Stream.of("predict", "--model", task.model(2)), Arrays.stream(arguments))
                    .toArray(String[]::new)));
  }
}
