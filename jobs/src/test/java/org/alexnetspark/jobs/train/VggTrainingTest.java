package org.alexnetspark.jobs.train;

import static org.alexnetspark.jobs.train.SmallRuns.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.model.NetworkJson;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.Vgg;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that is not AlexNet, through the commands that go by a run's definition. */
@LocalSpark(slots = 2)
class VggTrainingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] OPTIONS = {"--network=vgg-a", "--crop=64", "--workers=2"};

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
        .contains("--towers is about AlexNet and cannot be given with --network vgg-a");
  }
}
