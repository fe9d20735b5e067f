package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.jobs.notebook.DatasetView;
import org.alexnetspark.jobs.notebook.NetworkView;
import org.alexnetspark.jobs.preprocess.PreprocessCommand;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training and testing on whole images, at a scale or at many, less their mean colour. */
@LocalSpark(slots = 2)
class WholeImagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] VGG = {"--network=vgg-a", "--crop=64", "--workers=2"};

  @TempDir private static Path work;
  private static Path crops;
  private static Path whole;

  /** VGG-A at scales from 72 to 88, for an epoch. */
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    crops = SmallRuns.dataset();
    whole = work.resolve("whole-dataset");
    for (String split : List.of("train", "val")) {
      int status =
          JobMain.run(
              new PreprocessCommand(),
              "--input=" + SmallRuns.photographs(split),
              "--output=" + whole,
              "--split=" + split,
              "--framing=whole",
              "--size=96");
      assertThat(status).isZero();
    }
    run = work.resolve("run");
    assertThat(SmallRuns.train(whole, run, vgg("--scale=72,88", "--epochs=1"))).isZero();
  }

  private static String[] vgg(String... more) {
    return SmallRuns.join(VGG, more);
  }

  private static JsonNode options(Path ofRun) throws IOException {
    return JSON.readTree(ofRun.resolve("run.json").toFile()).get("options");
  }

  private static MeanColor meanColor(Path dataset) throws IOException {
    return MeanColor.of(
        PrincipalComponents.read(
                new org.apache.hadoop.fs.Path(dataset.toUri()), new Configuration())
            .channelMean());
  }

  @Test
  void runJsonAndModelSayWhatWasSubtractedAndTheScaleThatItIsMeantFor() throws IOException {
    assertThat(options(run).get("--mean").asText()).isEqualTo("color");
    assertThat(options(run).get("--scale").asText()).isEqualTo("72,88");
    assertThat(NetworkArchive.read(run.resolve("model.zip")).mean())
        .isEqualTo(meanColor(whole).image(80));
    assertThat(Files.readString(run.resolve("MODEL_CARD.md"))).contains("80 x 80 pixels");
    assertThat(run.resolve("report.html")).exists();
  }

  @Test
  void itGoesOnToTheBitsOfARunThatWasNotInterrupted() throws IOException {
    Path unbroken = work.resolve("unbroken");
    Path parts = work.resolve("parts");
    String[] options = vgg("--scale=72,88", "--epochs=2");
    assertThat(SmallRuns.train(whole, unbroken, options)).isZero();
    assertThat(SmallRuns.train(whole, parts, SmallRuns.join(options, "--rounds=1"))).isZero();

    assertThat(TrainJar.run("train", "--resume", "--output=" + parts, "--epochs=2")).isZero();

    assertThat(SmallRuns.results(parts)).isEqualTo(SmallRuns.results(unbroken));
    assertThat(SmallRuns.results(unbroken).subList(0, SmallRuns.results(run).size()))
        .isEqualTo(SmallRuns.results(run));
  }

  @Test
  void anotherScaleGivesAnotherRun() throws IOException {
    Path other = work.resolve("other-scale");
    assertThat(SmallRuns.train(whole, other, vgg("--scale=80", "--epochs=1"))).isZero();

    assertThat(SmallRuns.results(other)).isNotEqualTo(SmallRuns.results(run));
    assertThat(NetworkArchive.read(other.resolve("model.zip")).mean()).hasSize(80 * 80 * 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--scale=80", "--mean=image", "--mean=1,2,3"})
  void aResumedRunRefusesAnotherScaleOrMean(String option) {
    CapturedRun refused =
        CapturedRun.of(() -> TrainJar.run("train", "--resume", "--output=" + run, option));

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errorLine()).contains(option.replace("=", " is ")).contains("began with");
  }

  @Test
  void itIsEvaluatedAtAnyScaleAndWithTenViews() throws IOException {
    JsonNode asMeant = evaluated("--views=1");
    assertThat(asMeant.get("images").asInt())
        .isEqualTo(SmallRuns.VAL_PER_CLASS * SmallRuns.CLASSES);
    double atThatScale = evaluated("--scales=80").get("loss").asDouble();
    assertThat(asMeant.get("loss").asDouble()).isCloseTo(atThatScale, within(1e-6));
    double trained = SmallRuns.bestEvaluation(run).loss();
    assertThat(asMeant.get("loss").asDouble()).isEqualTo(trained);
    assertThat(evaluated("--scales=96", "--views=10").get("views").asInt()).isEqualTo(10);
    double atAnother = evaluated("--scales=64").get("loss").asDouble();
    assertThat(atAnother).isNotCloseTo(atThatScale, within(1e-6));
  }

  private static JsonNode evaluated(String... more) throws IOException {
    String[] arguments = {"evaluate", "--data=" + whole, "--model=" + run, "--json"};
    return JSON.readTree(SmallRuns.printed(SmallRuns.join(arguments, more)));
  }

  @Test
  void itGivesPredictionsFeaturesAndNeighbors() {
    String photographs = SmallRuns.photographs("val").toString();
    assertThat(SmallRuns.printed("predict", "--model=" + run, "--input=" + photographs))
        .contains("%");
    Path features = work.resolve("features");
    SmallRuns.printed(
        "features", "--model=" + run, "--data=" + whole, "--layer=fc7", "--output=" + features);
    assertThat(features.resolve("_SUCCESS")).exists();
    assertThat(
            SmallRuns.printed(
                "neighbors",
                "--model=" + run,
                "--data=" + whole,
                "--input=" + photographs,
                "--page=" + work.resolve("neighbors.html")))
        .contains("JPEG");
  }

  @Test
  void notebooksShowDatasetAndNetwork() throws IOException {
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      DatasetView dataset = DatasetView.open(whole.toString());
      assertThat(dataset.meanImage()).contains("The mean colour of 80 training images");
      assertThat(dataset.contactSheet("val", 5)).contains("<img");
      assertThat(dataset.jitter(0, 0.1)).contains("as stored");
      assertThat(session.read().parquet(whole + "/train/part-*.parquet").columns())
          .contains("imageWidth", "imageHeight", "image");
      NetworkView network = NetworkView.open(run.toString());
      assertThat(network.on(whole.toString(), "val").activations(0)).contains("conv1-1");
      assertThat(network.on(whole.toString(), "val").confusion()).contains("<table");
    }
  }

  @Test
  void aModelWithAMeanColourLooksAtCropsOfAnySize() {
    assertThat(SmallRuns.printed("evaluate", "--data=" + crops, "--model=" + run))
        .contains("30 images");
  }

  /** Also on another dataset: the network learnt with that colour. */
  @Test
  void aNetworkThatIsTrainedFurtherGoesOnWithItsMeanColour() throws IOException {
    Path further = work.resolve("further");
    CapturedRun trained =
        CapturedRun.of(
            () ->
                TrainJar.run(
                    "train",
                    "--data=" + crops,
                    "--output=" + further,
                    "--start-from=" + run,
                    "--workers=1",
                    "--batch-size=8",
                    "--rounds=1"));
    assertThat(trained.status()).as(trained.errors()).isZero();

    assertThat(options(further).get("--mean").asText()).isEqualTo(meanColor(whole).toString());
    assertThat(NetworkArchive.read(further.resolve("model.zip")).mean())
        .isEqualTo(meanColor(whole).image(256));
    assertThat(TrainJar.run("train", "--resume", "--output=" + further, "--rounds=2")).isZero();
    assertThat(options(further).get("--mean").asText()).isEqualTo(meanColor(whole).toString());
  }

  @Test
  void alexNetSubtractsTheMeanColourOfCropsIfAskedTo() throws IOException {
    Path image = work.resolve("image");
    Path color = work.resolve("color");
    String[] options = {"--workers=1", "--rounds=1"};
    assertThat(SmallRuns.train(crops, image, options)).isZero();
    assertThat(SmallRuns.train(crops, color, SmallRuns.join(options, "--mean=color"))).isZero();

    assertThat(options(image).get("--mean").asText()).isEqualTo("image");
    assertThat(options(image).has("--scale")).isFalse();
    assertThat(NetworkArchive.read(color.resolve("model.zip")).mean())
        .isEqualTo(meanColor(crops).image(256));
    assertThat(SmallRuns.weights(color, 1)).isNotEqualTo(SmallRuns.weights(image, 1));
  }

  /** run.json of a version that knew no choice says nothing of the mean: it was the image. */
  @Test
  void aRunThatBeganBeforeThereWasAChoiceGoesOnWithTheMeanImage() throws IOException {
    Path before = work.resolve("before");
    String[] options = vgg("--mean=image");
    assertThat(SmallRuns.train(crops, before, SmallRuns.join(options, "--rounds=1"))).isZero();
    Path description = before.resolve("run.json");
    String json = Files.readString(description);
    assertThat(json).contains("\"--mean\" : \"image\",");
    Files.writeString(description, json.replace("\"--mean\" : \"image\",", ""));
    Files.deleteIfExists(before.resolve(".run.json.crc"));

    assertThat(TrainJar.run("train", "--resume", "--output=" + before, "--rounds=2")).isZero();

    assertThat(options(before).get("--mean").asText()).isEqualTo("image");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whole | --mean=image | --mean image: the dataset holds whole images",
        "whole | --scale=63 | --scale is 63, must be at least the network's --crop 64",
        "whole | --scale=64,40 | --scale",
        "whole | --mean=gray | 'gray' is not image, color, or a colour",
        "crops | --scale=256 | --scale 256: the dataset holds central squares"
      })
  void whatADatasetCannotBeUsedForIsOneLine(String dataset, String option, String complaint) {
    CapturedRun refused =
        CapturedRun.of(
            () ->
                TrainJar.run(
                    SmallRuns.arguments(
                        dataset.equals("whole") ? whole : crops,
                        work.resolve("refused").toString(),
                        vgg(option))));

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errorLine()).contains(complaint);
    assertThat(work.resolve("refused")).doesNotExist();
  }

  @Test
  void aScaleForWhichThereIsNothingToSeeIsSaid() {
    CapturedRun trained =
        CapturedRun.of(
            () ->
                SmallRuns.train(
                    whole, work.resolve("enlarged"), vgg("--scale=80,120", "--rounds=1")));

    assertThat(trained.status()).as(trained.errors()).isZero();
    assertThat(trained.errors()).contains("warning: --scale 80,120 enlarges", "--size 120");
  }

  @Test
  void evaluatingRefusesWhatCannotBe() throws IOException {
    Path image = work.resolve("with-mean-image");
    assertThat(SmallRuns.train(crops, image, vgg("--mean=image", "--rounds=1"))).isZero();

    assertRefused("--data=" + whole, "--model=" + run, "--scales=40")
        .contains("--scales is 40, must be at least 64, the side of the views");
    assertThat(SmallRuns.printed("evaluate", "--data=" + whole, "--model=" + image + "," + run))
        .contains("2 models");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> assertRefused(String... arguments) {
    CapturedRun refused =
        CapturedRun.of(() -> TrainJar.run(SmallRuns.join(new String[] {"evaluate"}, arguments)));
    assertThat(refused.status()).as(refused.errors()).isEqualTo(2);
    return assertThat(refused.errorLine());
  }
}
