package org.alexnetspark.jobs.train;

import static org.alexnetspark.jobs.train.SmallRuns.CLASSES;
import static org.alexnetspark.jobs.train.SmallRuns.join;
import static org.alexnetspark.jobs.train.SmallRuns.results;
import static org.alexnetspark.jobs.train.SmallRuns.rounds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.model.dl4j.Dl4jGraph;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.specification.AlexNetSource;
import org.alexnetspark.model.specification.NetworkJson;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authors' reading, from its one word to the commands that use its model. */
@LocalSpark(slots = 2)
class SourceRecipeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] OPTIONS = {
    "--width=0.05", "--batch-size=8", "--init=he", "--seed=3", "--workers=2", "--average-every=5"
  };

  @TempDir private static Path work;
  private static Path dataset;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    dataset = SmallRuns.dataset();
    run = work.resolve("source");
    assertThat(train(run, "--recipe=source", "--epochs=4").status()).isZero();
  }

  private static CapturedRun train(Path output, String... more) {
    String[] arguments = join(new String[] {"--data=" + dataset, "--output=" + output}, OPTIONS);
    return CapturedRun.of(() -> TrainJar.run(join(arguments, more)));
  }

  @Test
  void theRunSaysWhichReadingItIs() throws IOException {
    JsonNode description = JSON.readTree(run.resolve("run.json").toFile());

    NetworkSpecification network = NetworkJson.read(description.get("network").toString());

    assertThat(network.withInputScale(1))
        .isEqualTo(AlexNetSource.NET_145.of(CLASSES).withWidth(0.05));
    assertThat(description.get("options").get("--draw-every").asText()).isEqualTo("32");
    String reading = "the authors' source, but for --width 0.05, --init HE, --batch-size 8";
    assertThat(Files.readString(run.resolve("MODEL_CARD.md")))
        .contains("Reading: " + reading, ", 2 towers, ")
        .containsPattern("conv1 [^)]*activated last\\)")
        .containsPattern("conv2 [^)]*normalisation inside maps[^)]*\\)");
    assertThat(Files.readString(run.resolve("report.html")))
        .contains(reading.replace("'", "&#39;"))
        .contains("phases of the schedule");
  }

  /** 25, 51, 67, 72 and 79 of 91 epochs are 1.1, 2.2, 2.9, 3.2 and 3.5 of 4. */
  @Test
  void itsPhasesAreStretchedAndConv1StandsStillAtTheEnd() throws IOException {
    List<RoundMetrics> rounds = rounds(run);

    assertThat(rounds)
        .extracting(RoundMetrics::phase)
        .containsExactly(
            "rate 1.0, noise on",
            "rate 0.1, noise on",
            "rate 0.01, noise on",
            "rate 0.001, conv1 rate 0.1, conv1 frozen, noise off");
    assertThat(rounds.get(2).layers().get("conv1").meanChange()).isPositive();
    assertThat(rounds.get(3).layers().get("conv1").meanChange()).isZero();
    assertThat(rounds.get(3).layers().get("conv2").meanChange()).isPositive();
  }

  @Test
  void dl4jIsToldWhyItCannotReadTheModelAndTheCommandsCan() throws IOException {
    Path model = run.resolve("model.zip");
    try (ZipFile zip = new ZipFile(model.toFile())) {
      assertThat(Collections.list(zip.entries()))
          .extracting(ZipEntry::getName)
          .contains("NOT-FOR-DL4J.txt")
          .doesNotContain("configuration.json");
    }
    NetworkSpecification network = NetworkArchive.read(model).specification();
    assertThatThrownBy(() -> Dl4jGraph.of(network, new float[network.parameterCount()]))
        .hasMessageContaining("DL4J has no normalisation inside maps, which conv2 of alexnet-145");
    assertThat(Files.readString(run.resolve("MODEL_CARD.md")))
        .contains("DL4J has no normalisation inside maps");

    String data = "--data=" + dataset;
    SmallRuns.printed("evaluate", data, "--split=val", "--model=" + model, "--views=10");
    SmallRuns.printed("evaluate", data, "--split=val", "--model=" + run, "--dense");
    SmallRuns.printed(
        "features",
        data,
        "--split=val",
        "--model=" + run,
        "--layer=fc7",
        "--output=" + work.resolve("features"));
    SmallRuns.printed("predict", "--model=" + model, "--input=" + SmallRuns.photographs("val"));
    assertThat(
            CapturedRun.of(
                    () ->
                        TrainJar.run(
                            data,
                            "--output=" + work.resolve("further"),
                            "--start-from=" + model,
                            "--batch-size=8",
                            "--rounds=1"))
                .status())
        .isZero();
  }

  @Test
  void aRunThatGoesOnKeepsThePhasesItBeganWith() throws IOException {
    Path byHand =
        Files.writeString(
            work.resolve("by-hand.txt"),
            "epochs 8\n3: rate 0.5, conv2 frozen, conv1 frozen\n5: conv2 moves, noise off\n");
    Path whole = work.resolve("whole");
    assertThat(train(whole, "--schedule=" + byHand, "--epochs=4").status()).isZero();
    assertThat(JSON.readTree(whole.resolve("run.json").toFile()).get("phases"))
        .hasToString(
            "[\"1: rate 1.0, noise on\",\"2: rate 0.5, conv1 frozen, conv2 frozen, noise on\","
                + "\"3: rate 0.5, conv1 frozen, noise off, conv2 moves\"]");
    Path killed = work.resolve("killed");
    FileUtils.copyDirectory(whole.toFile(), killed.toFile());
    Files.delete(killed.resolve("_SUCCESS"));
    for (int later = 3; later <= 4; later++) {
      FileUtils.deleteDirectory(killed.resolve("checkpoints/round-" + later).toFile());
    }

    Files.writeString(byHand, "2: rate 0.25\n");
    CapturedRun other =
        CapturedRun.of(
            () -> TrainJar.run("--resume", "--output=" + killed, "--schedule=" + byHand));
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.errorLine()).contains("other phases than the run began with");
    Files.delete(byHand);
    CapturedRun resumed = CapturedRun.of(() -> TrainJar.run("--resume", "--output=" + killed));

    assertThat(resumed.status()).as(resumed.errors()).isZero();
    assertThat(results(killed)).isEqualTo(results(whole)).isNotEmpty();
  }

  @Test
  void badSchedulesAreRefusedInOneLineAndNothingIsWritten() throws IOException {
    Path bad = Files.writeString(work.resolve("bad.txt"), "2: rate 0.1\n3: conv9 frozen\n");
    Path output = work.resolve("refused");
    CapturedRun refused = train(output, "--schedule=" + bad);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errorLine())
        .contains("--schedule " + bad + ", line 2, \"3: conv9 frozen\": there is no layer conv9")
        .contains("conv1, conv2");
    CapturedRun unknown = train(output, "--schedule=cosine");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.errorLine()).contains("\"cosine\" is not constant", "schedule's file");
    CapturedRun negative = train(output, "--bias-learning-rate=-1");
    assertThat(negative.errorLine()).contains("--bias-learning-rate", "-1", "above 0, or weights");
    assertThat(output).doesNotExist();
  }
}
