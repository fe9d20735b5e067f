package org.alexnetspark.jobs.evaluate;

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
import java.util.stream.Stream;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.classify.Guess;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** evaluate, every number against a calculation that shares no code with it but the network. */
@LocalSpark(slots = 3)
class EvaluateCommandTest {
  /** The network's own rounding: its sums run in another order for other batch sizes. */
  private static final Offset<Double> ROUNDING = within(1e-5);

  private static TinyTask task;

  @BeforeAll
  static void make() {
    task = TinyTask.get();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "10, 1", "1, 1-2-3"})
  void everyNumberIsThatOfAnIndependentCalculation(int views, String models) throws IOException {
    int[] seeds = Arrays.stream(models.split("-")).mapToInt(Integer::parseInt).toArray();
    List<ImageRecord> images = task.images("val");
    double[][] probabilities = task.probabilities(images, views, seeds);

    JsonNode result =
        evaluated(
            "--model",
            String.join(",", Arrays.stream(seeds).mapToObj(task::model).toList()),
            "--views",
            String.valueOf(views),
            "--batch-size",
            "3");

    double loss = 0;
    int[] top1 = new int[10];
    int[] top5 = new int[10];
    int[] ofClass = new int[10];
    int[][] confusion = new int[10][10];
    List<List<double[]>> bins = new ArrayList<>();
    for (int bin = 0; bin < 10; bin++) {
      bins.add(new ArrayList<>());
    }
    for (int i = 0; i < images.size(); i++) {
      int label = images.get(i).label();
      loss -= Math.log(probabilities[i][label]) / images.size();
      ofClass[label]++;
      top1[label] += TinyTask.rank(probabilities[i], label) < 1 ? 1 : 0;
      top5[label] += TinyTask.rank(probabilities[i], label) < 5 ? 1 : 0;
      for (int guessed = 0; guessed < 10; guessed++) {
        if (TinyTask.rank(probabilities[i], guessed) == 0) {
          confusion[label][guessed]++;
          double confidence = probabilities[i][guessed];
          bins.get((int) (confidence * 10))
              .add(new double[] {confidence, guessed == label ? 1 : 0});
        }
      }
    }
    assertThat(result.get("images").asInt()).isEqualTo(20);
    assertThat(result.get("views").asInt()).isEqualTo(views);
    assertThat(result.get("models")).hasSize(seeds.length);
    assertThat(result.get("loss").asDouble()).isCloseTo(loss, ROUNDING);
    assertThat(result.get("top1").asDouble()).isEqualTo(Arrays.stream(top1).sum() / 20.0);
    assertThat(result.get("top5").asDouble()).isEqualTo(Arrays.stream(top5).sum() / 20.0);
    double error = 0;
    for (int i = 0; i < 10; i++) {
      JsonNode byClass = result.get("classes").get(i);
      assertThat(byClass.get("synset").asText()).isEqualTo(task.synsets().get(i));
      assertThat(byClass.get("images").asInt()).isEqualTo(ofClass[i]);
      assertThat(byClass.get("top1").asDouble()).isEqualTo(top1[i] / (double) ofClass[i]);
      assertThat(byClass.get("top5").asDouble()).isEqualTo(top5[i] / (double) ofClass[i]);
      for (int guessed = 0; guessed < 10; guessed++) {
        assertThat(result.get("confusion").get(i).get(guessed).asInt())
            .isEqualTo(confusion[i][guessed]);
      }
      JsonNode bin = result.at("/calibration/bins").get(i);
      double count = Math.max(1, bins.get(i).size());
      double confidence = bins.get(i).stream().mapToDouble(each -> each[0]).sum() / count;
      double right = bins.get(i).stream().mapToDouble(each -> each[1]).sum() / count;
      assertThat(bin.get("images").asInt()).isEqualTo(bins.get(i).size());
      assertThat(bin.get("confidence").asDouble()).isCloseTo(confidence, ROUNDING);
      assertThat(bin.get("right").asDouble()).isCloseTo(right, ROUNDING);
      error += bins.get(i).size() * Math.abs(confidence - right) / 20;
    }
    assertThat(result.at("/calibration/expectedError").asDouble()).isCloseTo(error, ROUNDING);
    assertThat(bins.stream().filter(bin -> !bin.isEmpty()).count())
        .as("confidences that differ, or the test would show little")
        .isGreaterThanOrEqualTo(3);
  }

  @Test
  void confidencesOnTheEdgeOfABinBelongBelow() {
    Calibration calibration =
        Calibration.of(List.of(guess(0.5f, 0), guess(1f, 0), guess(0.51f, 1)));

    assertThat(calibration.bins().get(4).images()).isEqualTo(1);
    assertThat(calibration.bins().get(9).images()).isEqualTo(1);
    assertThat(calibration.bins().get(5).right()).isZero();
    assertThat(calibration.expectedError()).isCloseTo((0.5 + 0 + 0.51) / 3, within(1e-6));
  }

  private static Guess guess(float confidence, int label) {
    return new Guess(0, label, "", List.of(new Guess.Scored(0, confidence)), 0);
  }

  @Test
  void thePageShowsTheSameNumbers() throws IOException {
    Path page = task.newFolder("page").resolve("evaluation.html");
    JsonNode result = evaluated("--model", task.model(1), "--page", page.toString());

    assertThat(Files.readString(page))
        .contains(
            "Class by class",
            "Calibration",
            "What was taken for what",
            "Most typical",
            "Worst",
            String.format(
                Locale.ROOT, "<dd>%.1f %%</dd>", 100 * (1 - result.get("top1").asDouble())));
  }

  @Test
  void modelsOfOtherClassesAreNotAveraged() throws IOException {
    List<String> others = task.synsets().stream().map(synset -> "other-" + synset).toList();
    String other =
        task.write("other-classes.zip", task.network(), task.weights(1), task.mean(), others);

    assertRefused("--model", task.model(1) + "," + other)
        .contains("--model", "other-classes.zip", task.model(1), "same list");
  }

  @Test
  void modelsOfAnotherImageSizeAreNotAveraged() throws IOException {
    float[] mean = new float[300 * 300 * 3];
    mean[0] = 1; // of one colour, it would go with images of any size
    String other = task.write("of-300.zip", task.network(), task.weights(1), mean, task.synsets());

    assertRefused("--model", task.model(1) + "," + other).contains("of-300.zip", "300 x 300");
  }

  @Test
  void aViewThatDoesNotFitIntoTheImagesIsRefused() throws IOException {
    String other =
        task.write(
            "of-64.zip", task.network(), task.weights(1), new float[64 * 64 * 3], task.synsets());

    assertRefused("--model", other).contains("--model", "of-64.zip", "224 x 224", "64 x 64");
  }

  @Test
  void oneTenOrFiftyViewsThereAre() {
    assertRefused("--model", task.model(1), "--views", "5").contains("--views is 5", "1, 10 or 50");
  }

  /**
   * Section 3.2 of VGG's paper: whole images, views, both, at several scales, of several models.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 256, 0, true",
    "1, 256, 50, false",
    "1-2, 224-288, 0, true",
    "1, 224-256-288, 10, true"
  })
  void theLossOfATestOnWholeImagesIsThatOfAnIndependentCalculation(
      String models, String scales, int views, boolean dense) throws IOException {
    int[] seeds = Arrays.stream(models.split("-")).mapToInt(Integer::parseInt).toArray();
    int[] sides = Arrays.stream(scales.split("-")).mapToInt(Integer::parseInt).toArray();
    List<ImageRecord> images = task.images("val");
    double[][] probabilities = new double[images.size()][10];
    for (int seed : seeds) {
      for (int side : sides) {
        double share = 1.0 / seeds.length / sides.length;
        double both = dense && views > 0 ? 2 : 1;
        for (int i = 0; i < images.size(); i++) {
          if (dense) {
            add(
                probabilities[i],
                task.dense(images.get(i).image().pixels(), side, seed),
                share / both);
          }
          if (views > 0) {
            add(
                probabilities[i],
                task.views(images.get(i).image().pixels(), side, views, seed),
                share / both);
          }
        }
      }
    }

    List<String> arguments = new ArrayList<>();
    arguments.add(
        "--model=" + String.join(",", Arrays.stream(seeds).mapToObj(task::model).toList()));
    arguments.add("--batch-size=7");
    if (dense) {
      arguments.add("--dense");
    }
    if (views > 0) {
      arguments.add("--views=" + views);
    }
    if (!scales.equals("256")) {
      arguments.add("--scales=" + scales.replace('-', ','));
    }
    JsonNode result = evaluated(arguments.toArray(String[]::new));

    double loss = 0;
    int right = 0;
    for (int i = 0; i < images.size(); i++) {
      loss -= Math.log(probabilities[i][images.get(i).label()]) / images.size();
      right += TinyTask.rank(probabilities[i], images.get(i).label()) < 1 ? 1 : 0;
    }
    assertThat(result.get("loss").asDouble()).isCloseTo(loss, ROUNDING);
    assertThat(result.get("top1").asDouble()).isEqualTo(right / 20.0);
    assertThat(result.get("views").asInt()).isEqualTo(views);
    assertThat(result.get("dense").asBoolean()).isEqualTo(dense);
    assertThat(result.get("scales")).hasSize(scales.equals("256") ? 0 : sides.length);
  }

  private static void add(double[] sums, double[] numbers, double factor) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += factor * numbers[i];
    }
  }

  /** All fifty views of an image as large as the network's input are the image or its mirror. */
  @Test
  void atTheNetworksOwnSizeTheWholeImageIsItsViews() throws IOException {
    JsonNode dense = evaluated("--model", task.model(1), "--dense", "--scales=224");
    JsonNode views = evaluated("--model", task.model(1), "--views=50", "--scales=224");

    assertThat(dense.get("loss").asDouble()).isCloseTo(views.get("loss").asDouble(), ROUNDING);
  }

  @Test
  void scalesAtWhichNothingCanBeSeenAreRefused() {
    assertRefused("--model", task.model(1), "--scales=256,200")
        .contains("--scales is 200", "at least 224", task.model(1));
    assertRefused("--model", task.model(1), "--dense", "--scales=150")
        .contains("--dense: images of 150 are too small", task.model(1), "fc6 gets maps of ");
    assertRefused("--model", task.model(1), "--dense", "--scales=4000")
        .contains("--scales is 4000", "1 to 2048");
  }

  private static JsonNode evaluated(String... arguments) throws IOException {
    CapturedRun run = evaluate(arguments);
    assertThat(run.status()).as(run.errors()).isZero();
    return new ObjectMapper().readTree(run.output());
  }

  private static AbstractStringAssert<?> assertRefused(String... arguments) {
    CapturedRun run = evaluate(arguments);
    assertThat(run.status()).as(run.errors()).isEqualTo(2);
    return assertThat(run.errorLine());
  }

  private static CapturedRun evaluate(String... arguments) {
    return CapturedRun.of(
        () ->
            TrainJar.run(
                Stream.concat(
                        Stream.of(
                            "evaluate", "--data", task.dataset(), "--precision=fp32", "--json"),
                        Arrays.stream(arguments))
                    .toArray(String[]::new)));
  }
}
