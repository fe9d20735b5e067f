package org.alexnetspark.jobs.train;

import static org.alexnetspark.jobs.train.SmallRuns.CLASSES;
import static org.alexnetspark.jobs.train.SmallRuns.NETWORK;
import static org.alexnetspark.jobs.train.SmallRuns.join;
import static org.alexnetspark.jobs.train.SmallRuns.results;
import static org.alexnetspark.jobs.train.SmallRuns.vector;
import static org.alexnetspark.jobs.train.SmallRuns.weights;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.LocalSpark;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.storage.FolderLock;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --resume} goes by what the run's own {@code run.json} says, and by nothing else. */
@LocalSpark(slots = 2)
class ResumeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROUNDS = 4;
  private static final String[] EVERY_ROUND = {
    "--workers=2",
    "--average-every=2",
    "--rounds=" + ROUNDS,
    "--checkpoint-every=1",
    "--keep-checkpoints=10"
  };

  @TempDir private static Path work;
  private static Path dataset;
  private static Path whole;

  @BeforeAll
  static void trainInOneGo() throws IOException {
    dataset = SmallRuns.dataset();
    whole = work.resolve("whole");
    assertThat(SmallRuns.train(dataset, whole, EVERY_ROUND)).isZero();
  }

  /** The run as a process leaves it that was killed after it wrote the checkpoint of a round. */
  private static Path killedAfter(Path run, int round, String name) throws IOException {
    Path killed = work.resolve(name);
    FileUtils.copyDirectory(run.toFile(), killed.toFile());
    Files.delete(killed.resolve("_SUCCESS"));
    for (int later = round + 1; later <= ROUNDS; later++) {
      FileUtils.deleteDirectory(killed.resolve("checkpoints/round-" + later).toFile());
    }
    return killed;
  }

  private static CapturedRun resume(Path run, String... more) {
    return CapturedRun.of(
        () -> TrainJar.run(join(new String[] {"--resume", "--output", run.toString()}, more)));
  }

  private static void assertIsTheWholeRun(Path run) throws IOException {
    assertThat(results(run)).isEqualTo(results(whole)).isNotEmpty();
    assertThat(weights(run, ROUNDS)).isEqualTo(weights(whole, ROUNDS));
    assertThat(NetworkArchive.read(run.resolve("model.zip")).parameters())
        .isEqualTo(NetworkArchive.read(whole.resolve("model.zip")).parameters());
    assertThat(run.resolve("_SUCCESS")).exists();
  }

  @Test
  void theFolderAloneIsEnoughToGoOn() throws IOException {
    Path killed = killedAfter(whole, 2, "killed");
    CapturedRun run = resume(killed);
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.errors()).contains("resuming after round 2").doesNotContain("warning: the run");
    assertIsTheWholeRun(killed);
  }

  @Test
  void theSameOptionsInOtherWordsAreNoContradiction() throws IOException {
    Path killed = killedAfter(whole, 3, "same-words");
    assertThat(
            resume(killed, "--width=0.050", "--init=HE", "--weight-decay=0.0005", "--towers=2")
                .status())
        .isZero();
    assertIsTheWholeRun(killed);
  }

  @ParameterizedTest
  @CsvSource({
    "--width, 0.1, with 0.05",
    "--towers, 1, with 2",
    "--crop, 227, with 224",
    "--init, paper, with HE",
    "--seed, 4, with 3",
    "--batch-size, 4, with 8",
    "--momentum, 0.8, with 0.9",
    "--momentum-across-rounds, local, with average",
    "--learning-rate, 0.02, with 0.01",
    "--schedule, poly, with constant",
    "--workers, 1, with 2",
    "--average-every, 3, with 2",
    "--color-jitter, 0.2, with 0.1",
    "--model, ../docs/vgg.json, with alexnet"
  })
  void whatContradictsTheRunIsRefusedWithBothValuesAndNothingIsTouched(
      String option, String value, String before) throws IOException {
    Map<String, String> contents = contents(whole);
    CapturedRun run = resume(whole, option + "=" + value);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine())
        .contains("--resume: " + option + " is ", value.replace("../", ""))
        .contains("the run began " + before);
    assertThat(contents(whole)).isEqualTo(contents);
  }

  @Test
  void aModelToStartFromContradictsARunThatDrewItsWeights() throws IOException {
    Map<String, String> contents = contents(whole);
    CapturedRun run = resume(whole, "--start-from=" + whole.resolve("model.zip"));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("--start-from", "the run began without");
    assertThat(contents(whole)).isEqualTo(contents);
  }

  @Test
  void whereThereIsNoRunThatIsSaid() {
    CapturedRun run = resume(work.resolve("nothing"));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("--resume: there is no run in --output", "nothing");
  }

  @Test
  void aRunThatAnotherProcessIsWritingIsLeftAlone() throws IOException {
    Map<String, String> contents = contents(whole);
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(whole.toUri());
    try (FolderLock lock = FolderLock.take(folder, new Configuration())) {
      CapturedRun run = resume(whole);
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.errorLine()).contains("--output", "whole", "is writing here");
    }
    assertThat(contents(whole)).isEqualTo(contents);
  }

  @Test
  void anotherDeviceIsTakenWithAWarning() throws IOException {
    Path killed = killedAfter(whole, 3, "other-device");
    CapturedRun run = resume(killed, "--device=nd4j");
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.errors()).contains("goes on on nd4j fp32: from here on its bits may be others");
  }

  @Test
  void aRunThatStartedFromAModelGoesOnWithoutIt() throws IOException {
    Path model = work.resolve("model-to-start-from.zip");
    NetworkSpecification network = NETWORK.withInputScale(1 / 50.0);
    NetworkArchive.write(
        new SavedNetwork(
            network,
            Initialization.HE.parameters(network, 8, 50),
            new float[256 * 256 * 3],
            IntStream.range(0, CLASSES).mapToObj(label -> "other" + label).toList()),
        model);
    String[] arguments = {
      "--data=" + dataset,
      "--start-from=" + model,
      "--batch-size=8",
      "--schedule=constant",
      "--keep-checkpoints=10",
      "--workers=1",
      "--average-every=5",
      "--rounds=2"
    };
    Path run = work.resolve("from-a-model");
    assertThat(TrainJar.run(join(arguments, "--output=" + run))).isZero();
    Files.delete(model);
    for (int round : new int[] {0, 1}) {
      Path killed = work.resolve("from-a-model-" + round);
      FileUtils.copyDirectory(run.toFile(), killed.toFile());
      for (int later = round + 1; later <= 2; later++) {
        Path checkpoint = killed.resolve("checkpoints/round-" + later);
        FileUtils.deleteDirectory(checkpoint.toFile());
      }
      CapturedRun resumed = resume(killed);
      assertThat(resumed.status()).as(resumed.errors()).isZero();
      assertThat(results(killed)).isEqualTo(results(run)).isNotEmpty();
      int numbers = network.parameterCount();
      assertThat(vector(killed, 2, "weights.npy", numbers))
          .isEqualTo(vector(run, 2, "weights.npy", numbers));
    }
    CapturedRun other = resume(run, "--start-from=" + whole);
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.errorLine()).contains("--start-from", "whole", "with ", model.toString());
    assertThat(resume(run, "--width=0.05").errorLine()).contains("--width", "leave it out");
  }

  @Test
  void whereNoCheckpointIsWholeTheRunDoesNotBeginAnewAndNothingIsTouched() throws IOException {
    Path damaged = killedAfter(whole, 2, "damaged");
    for (int round = 1; round <= 2; round++) {
      Files.delete(damaged.resolve("checkpoints/round-" + round + "/weights.npy"));
    }
    Map<String, String> contents = contents(damaged);
    CapturedRun run = resume(damaged);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("no checkpoint", "round-1", "round-2", "another folder");
    assertThat(contents(damaged)).isEqualTo(contents);
  }

  @Test
  void aRunThatWasKilledBeforeItsFirstCheckpointGoesOnFromItsStart() throws IOException {
    Path killed = killedAfter(whole, 0, "before-the-first");
    CapturedRun run = resume(killed);
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.errors()).contains("no checkpoint of a round yet");
    assertIsTheWholeRun(killed);
  }

  @Test
  void aRunThatWasKilledBeforeItHadBegunDoesNotBarItsFolder() throws IOException {
    Path folder = work.resolve("not-begun");
    FileUtils.copyDirectory(
        whole.resolve("checkpoints/round-1").toFile(),
        folder.resolve("checkpoints/round-0").toFile());
    Files.writeString(folder.resolve(".run.json.1234.tmp"), "{");
    assertThat(SmallRuns.train(dataset, folder, "--workers=1", "--rounds=1")).isZero();
    Files.createDirectories(folder.resolve("checkpoints/round-0"));
    Files.delete(folder.resolve("run.json"));
    assertThat(SmallRuns.train(dataset, folder, "--workers=1", "--rounds=1")).isEqualTo(2);
  }

  @Test
  void aRunOfTheVersionBeforeGoesOn() throws IOException {
    Path killed = killedAfter(whole, 2, "older-version");
    Path file = killed.resolve("run.json");
    ObjectNode run = (ObjectNode) JSON.readTree(file.toFile());
    run.remove("modelRound");
    run.put(
        "datasetFingerprint", Dataset.read(dataset.toString(), new Configuration()).fingerprint());
    ((ObjectNode) run.get("options")).put("--device", "auto").put("--precision", "auto");
    JSON.writeValue(file.toFile(), run);
    assertThat(resume(killed).status()).isZero();
    assertIsTheWholeRun(killed);
  }

  @Test
  void aModelThatWasNotWrittenInTimeIsMadeFromTheBestCheckpoint() throws IOException {
    Path killed = killedAfter(whole, 4, "model-behind");
    Path file = killed.resolve("run.json");
    ObjectNode run = (ObjectNode) JSON.readTree(file.toFile());
    JSON.writeValue(file.toFile(), run.put("modelRound", 1));
    Files.delete(killed.resolve("model.zip"));
    assertThat(resume(killed).status()).isZero();
    assertIsTheWholeRun(killed);
  }

  /** The sums of all files below a folder. */
  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file.toString(), DigestUtils.sha256Hex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
