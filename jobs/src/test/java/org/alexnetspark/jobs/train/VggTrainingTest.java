package org.alexnetspark.jobs.train;

import static org.alexnetspark.jobs.train.SmallRuns.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.specification.NetworkJson;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.Vgg;
import org.apache.commons.io.FileUtils;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that is not AlexNet, through the commands that go by a run's definition. */
@LocalSpark(slots = 2)
class VggTrainingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] OPTIONS = {"--network=vgg-a", "--crop=64", "--workers=2"};

  private static final String[] WIDTH = {"--width=0.05"};

  @TempDir private static Path work;
  private static Path dataset;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    dataset = SmallRuns.dataset();
    run = work.resolve("vgg");
    assertThat(SmallRuns.train(dataset, run, SmallRuns.join(OPTIONS, "--epochs=1"))).isZero();
  }

  @Test
  void theRunHoldsTheNetworksDefinition() throws IOException {
    JsonNode description = JSON.readTree(run.resolve("run.json").toFile());

    NetworkSpecification network = NetworkJson.read(description.get("network").toString());

    assertThat(network.withInputScale(1))
        .isEqualTo(Vgg.A.paper(CLASSES).withWidth(0.05).withCrop(64));
    assertThat(NetworkJson.read(Files.readString(run.resolve("network.json")))).isEqualTo(network);
    assertThat(description.get("parameters").asInt()).isEqualTo(network.parameterCount());
    assertThat(description.get("options").has("--towers")).isFalse();
    assertThat(Files.readString(run.resolve("MODEL_CARD.md"))).contains("vgg-a of ");
    for (String file : new String[] {"model.zip", "report.html", "_SUCCESS"}) {
      assertThat(run.resolve(file)).exists();
    }
  }

  @Test
  void itGoesOnToTheBitsOfARunThatWasNotInterrupted() throws IOException {
    Path whole = work.resolve("whole");
    Path parts = work.resolve("parts");
    assertThat(SmallRuns.train(dataset, whole, SmallRuns.join(OPTIONS, "--epochs=2"))).isZero();
    assertThat(SmallRuns.train(dataset, parts, SmallRuns.join(OPTIONS, "--epochs=1"))).isZero();

    assertThat(SmallRuns.train(dataset, parts, SmallRuns.join(OPTIONS, "--epochs=2", "--resume")))
        .isZero();

    assertThat(SmallRuns.results(parts)).isEqualTo(SmallRuns.results(whole));
  }

  @Test
  void dl4jLoadsItsModel() throws IOException {
    assertThat(ModelSerializer.restoreComputationGraph(run.resolve("model.zip").toFile()))
        .satisfies(graph -> assertThat(graph.getLayer("conv5-2")).isNotNull());
  }

  @Test
  void itIsEvaluatedAndGivesFeatures() {
    SmallRuns.printed(
        "evaluate", "--data", dataset.toString(), "--split", "val", "--model", run.toString());
    SmallRuns.printed(
        "features",
        "--model",
        run.toString(),
        "--data",
        dataset.toString(),
        "--split",
        "val",
        "--layer",
        "conv5-2",
        "--output",
        work.resolve("features").toString());

    assertThat(work.resolve("features").resolve("_SUCCESS")).exists();
  }

  @Test
  void itsNearestImagesAreFound() throws IOException {
    String printed =
        SmallRuns.printed(
            "neighbors",
            "--model",
            run.toString(),
            "--data",
            dataset.toString(),
            "--input",
            SmallRuns.photographs("val").toString(),
            "--count",
            "2",
            "--json");

    List<String> lines = printed.lines().toList();
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      assertThat(JSON.readTree(line).get("neighbors")).as(line).hasSize(2);
    }
  }

  @Test
  void ablationsCompareNetworks() throws IOException {
    Path variants =
        Files.writeString(
            work.resolve("variants.txt"),
            """
            all:    --crop 64 --width 0.05 --init he --batch-size 8 --workers 2 --rounds 1
            vgg-a:  --network vgg-a
            vgg-b:  --network vgg-b --start-from RUN
            """
                .replace("RUN", run.toString()));
    Path output = work.resolve("ablations");

    SmallRuns.printed(
        "ablations",
        "--data",
        dataset.toString(),
        "--variants",
        variants.toString(),
        "--output",
        output.toString(),
        "--seeds",
        "3");

    assertThat(JSON.readTree(output.resolve("ablations.json").toFile()).get("variants"))
        .extracting(variant -> variant.at("/variant/name").asText())
        .containsExactly("vgg-a", "vgg-b");
    assertThat(
            NetworkJson.read(Files.readString(output.resolve("vgg-b/seed-3/network.json"))).name())
        .isEqualTo("vgg-b");
  }

  @Test
  void aDeeperNetworkTakesTheFirstFourConvolutionsAndTheFullyConnectedLayersOver()
      throws IOException {
    Path deeper = work.resolve("deeper");
    CapturedRun captured = startFrom(run, deeper, "--network=vgg-d", "--crop=64");

    assertThat(captured.status()).as(captured.errors()).isZero();
    assertThat(captured.errors())
        .contains(
            "copied from the given model: conv1-1, conv2-1, conv3-1, conv3-2, fc6, fc7, fc8; starting anew: "
                + "conv1-2, conv2-2, conv3-3, conv4-1, conv4-2, conv4-3, conv5-1, conv5-2, conv5-3");
    SavedNetwork a = NetworkArchive.read(run.resolve("model.zip"));
    SavedNetwork d = NetworkArchive.read(deeper.resolve("model.zip"));
    for (String copied : List.of("conv1-1", "conv2-1", "conv3-1", "conv3-2", "fc6", "fc7", "fc8")) {
      assertThat(weights(d, copied)).as(copied).isEqualTo(weights(a, copied));
    }
    for (String anew : List.of("conv4-1", "conv5-2")) {
      assertThat(weights(d, anew)).as(anew).isNotEqualTo(weights(a, anew));
    }
    assertThat(d.specification().inputScale()).isEqualTo(a.specification().inputScale());

    Path resumed = work.resolve("deeper-resumed");
    FileUtils.copyDirectory(deeper.toFile(), resumed.toFile());
    assertThat(TrainJar.run("train", "--resume", "--output=" + resumed, "--rounds=2")).isZero();
    assertThat(NetworkArchive.read(resumed.resolve("model.zip")).specification())
        .isEqualTo(d.specification());
  }

  @Test
  void theSameNetworkByNameTakesAllOver() throws IOException {
    Path again = work.resolve("again");

    CapturedRun captured = startFrom(run, again, "--network=vgg-a", "--crop=64");

    assertThat(captured.errors()).contains("fc8 included: the classes are the same");
    assertThat(NetworkArchive.read(again.resolve("model.zip")).parameters())
        .usingComparatorWithPrecision(1e-20f) // biases were zero before the one tiny step
        .containsExactly(NetworkArchive.read(run.resolve("model.zip")).parameters());
  }

  @Test
  void aNetworkOfWhichNothingFitsIsRefusedInOneLine() {
    for (String other : List.of("--network=alexnet", "--network=vgg-d --width=0.4")) {
      CapturedRun refused = startFrom(run, work.resolve("nothing-fits"), other.split(" "));

      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.errorLine())
          .contains(
              "--start-from file:" + run, "has no layer that fits --network ", "of vgg-a at width");
    }
  }

  /** One round at a rate that moves nothing. */
  private static CapturedRun startFrom(Path model, Path output, String... network) {
    String[] arguments = {
      "train",
      "--data=" + dataset,
      "--output=" + output,
      "--start-from=" + model,
      "--workers=1",
      "--rounds=1",
      "--batch-size=8",
      "--learning-rate=1e-30",
      "--weight-decay=0"
    };
    String[] width = Arrays.toString(network).contains("--width") ? new String[0] : WIDTH;
    return CapturedRun.of(
        () -> TrainJar.run(SmallRuns.join(SmallRuns.join(arguments, network), width)));
  }

  private static float[] weights(SavedNetwork network, String layer) {
    ParameterLayout layout = new ParameterLayout(network.specification());
    int index = layout.layers().indexOf(network.specification().layer(layer));
    ParameterLayout.Range range = layout.weights(0, index);
    return Arrays.copyOfRange(network.parameters(), range.offset(), range.end());
  }

  @Test
  void whatIsAboutAlexNetIsRefused() {
    CapturedRun refused =
        CapturedRun.of(
            () ->
                TrainJar.run(
                    SmallRuns.arguments(
                        dataset,
                        work.resolve("refused").toString(),
                        SmallRuns.join(OPTIONS, "--towers=2"))));

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errors())
        .contains("--towers is about --network alexnet and cannot be given with --network vgg-a");
  }
}
