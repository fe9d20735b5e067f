package org.alexnetspark.jobs.train.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.run.FullDisk;
import org.alexnetspark.jobs.run.StoppingDisk;
import org.alexnetspark.jobs.run.StoppingStore;
import org.alexnetspark.jobs.train.options.LearningRateSchedule;
import org.alexnetspark.jobs.train.round.TrainingState;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.NetworkJson;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir private Path folder;

  private Checkpoints checkpoints() throws IOException {
    return new Checkpoints(new org.apache.hadoop.fs.Path(folder.toUri()), 2, new Configuration());
  }

  private Optional<TrainingState> newest() throws IOException {
    return checkpoints().newest(3, 3, state -> {});
  }

  private static TrainingState state(int round) {
    return new TrainingState(
        round,
        3,
        round * 10,
        round * 1000L,
        new LearningRateSchedule.State(0.001, 1, 0.25, 2),
        new TrainingState.Best(4, 0.75),
        List.of("sum of worker 0", "sum of worker 1"),
        new float[] {round, 2, 3},
        new float[] {0.5f, round, 0.25f});
  }

  @Test
  void theStateIsWrittenAsEarlierVersionsReadIt() throws IOException {
    checkpoints().write(state(7));

    assertThat(folder.resolve("round-7/state.json"))
        .hasContent(
            """
            {
              "round" : 7,
              "epoch" : 3,
              "nextMinibatch" : 70,
              "images" : 7000,
              "schedule" : {
                "rate" : 0.001,
                "reductions" : 1,
                "bestError" : 0.25,
                "withoutImprovement" : 2
              },
              "best" : {
                "round" : 4,
                "top1" : 0.75
              },
              "momentumSums" : [ "sum of worker 0", "sum of worker 1" ]
            }""");
  }

  @Test
  void noFileOfHadoopsChecksumsLiesBesideThem() throws IOException {
    checkpoints().write(state(7));

    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".crc"));
    }
  }

  @Test
  void theNewestComesBackAsItWas() throws IOException {
    checkpoints().write(state(6));
    checkpoints().write(state(7));
    TrainingState read = newest().orElseThrow();
    assertThat(read).usingRecursiveComparison().isEqualTo(state(7));
  }

  @Test
  void theLastTwoAreKept() throws IOException {
    for (int round = 8; round <= 11; round++) {
      checkpoints().write(state(round));
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("round-10", "round-11");
    }
  }

  @Test
  void aDamagedOneIsPassedOverForTheOneBefore() throws IOException {
    checkpoints().write(state(6));
    checkpoints().write(state(7));
    Path weights = folder.resolve("round-7/weights.npy");
    Files.deleteIfExists(folder.resolve("round-7/.weights.npy.crc"));
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.seek(file.length() - 1);
      file.write(1);
    }
    assertThat(newest().orElseThrow().round()).isEqualTo(6);
  }

  @Test
  void theDefinitionOfTheNetworkLiesInEach() throws IOException {
    NetworkSpecification network = AlexNet.paper(10);
    Checkpoints written = checkpoints();
    written.areOf(network);
    written.write(state(6));

    String definition = Files.readString(folder.resolve("round-6/network.json"));
    assertThat(NetworkJson.read(definition)).isEqualTo(network);
    Checkpoints same = checkpoints();
    same.areOf(network);
    assertThat(same.newest(3, 3, state -> {}).orElseThrow().round()).isEqualTo(6);
  }

  @Test
  void oneOfAnotherNetworkIsPassedOver() throws IOException {
    Checkpoints ours = checkpoints();
    ours.areOf(AlexNet.paper(10));
    ours.write(state(6));
    Checkpoints another = checkpoints();
    another.areOf(AlexNet.paper(11));
    another.write(state(7));

    assertThat(ours.newest(3, 3, state -> {}).orElseThrow().round()).isEqualTo(6);
  }

  @Test
  void oneThatWasNotFinishedDoesNotCount() throws IOException {
    checkpoints().write(state(6));
    Files.createDirectory(folder.resolve(".round-7.tmp"));
    assertThat(newest().orElseThrow().round()).isEqualTo(6);
  }

  @Test
  void noneIsEmpty() throws IOException {
    assertThat(newest()).isEmpty();
  }

  @Test
  void theBestStaysBesideTheLastTwo() throws IOException {
    for (int round = 3; round <= 8; round++) {
      checkpoints().write(state(round)); // whose best is round 4
    }
    assertThat(checkpoints().rounds()).containsExactlyInAnyOrder(4, 7, 8);
  }

  @Test
  void whatIsDamagedIsSaid() throws IOException {
    checkpoints().write(state(6));
    checkpoints().write(state(7));
    Files.writeString(folder.resolve("round-7/state.json"), "{}");
    Files.deleteIfExists(folder.resolve("round-7/.state.json.crc"));
    CapturedRun run =
        CapturedRun.of(
            () -> {
              try {
                return newest().orElseThrow().round();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(run.status()).isEqualTo(6);
    assertThat(run.errors())
        .contains("round-7", "state.json does not have the checksum", "one before");
  }

  @Test
  void aStateThatLacksWhatItNeedsIsPassedOver() throws IOException {
    checkpoints().write(state(6));
    checkpoints().write(state(7));
    Optional<TrainingState> newest =
        checkpoints()
            .newest(
                3,
                3,
                state -> {
                  if (state.round() == 7) {
                    throw new IOException("the momentum of worker 1 is not there");
                  }
                });
    assertThat(newest.orElseThrow().round()).isEqualTo(6);
  }

  @Test
  void aDiskThatGetsFullAtAnyByteLeavesWhatIsThereWhole() throws IOException {
    Checkpoints onFullDisk =
        new Checkpoints(
            new org.apache.hadoop.fs.Path(FullDisk.SCHEME + "://" + folder),
            2,
            FullDisk.configuration());
    onFullDisk.write(state(6));
    int failures = 0;
    for (long bytes = 0; failures == bytes; bytes++) {
      FullDisk.leave(bytes);
      try {
        onFullDisk.write(state(7));
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("No space left");
        assertThat(onFullDisk.newest(3, 3, state -> {}).orElseThrow())
            .usingRecursiveComparison()
            .isEqualTo(state(6));
        failures++;
      }
    }
    FullDisk.leave(Long.MAX_VALUE);
    assertThat(failures).isGreaterThan(500);
    assertThat(onFullDisk.newest(3, 3, state -> {}).orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(state(7));
  }

  @Test
  void aProcessThatEndsAtAnyOperationOfWritingARoundAgainLeavesAWholeOne() throws IOException {
    Configuration stopping = StoppingDisk.configuration();
    org.apache.hadoop.fs.Path onStoppingDisk =
        new org.apache.hadoop.fs.Path(StoppingDisk.SCHEME + "://" + folder);
    int stopped = 0;
    for (int operations = 0; stopped == operations; operations++) {
      try (Stream<Path> left = Files.list(folder)) {
        for (Path each : left.toList()) {
          FileUtils.deleteDirectory(each.toFile());
        }
      }
      checkpoints().write(state(6));
      checkpoints().write(state(7));
      StoppingDisk.stopAfter(operations);
      try {
        new Checkpoints(onStoppingDisk, 1, stopping).write(state(7));
      } catch (IOException e) {
        assertThat(e).hasMessage(StoppingDisk.STOPPED);
        stopped++;
      }
      StoppingDisk.stopAfter(Integer.MAX_VALUE);
      assertThat(newest().orElseThrow()).usingRecursiveComparison().isEqualTo(state(7));
      checkpoints().recover();
      assertThat(folder.resolve("round-7/SHA256SUMS")).exists();
      assertThat(newest().orElseThrow().round()).isEqualTo(7);
    }
    assertThat(stopped).isGreaterThan(8);
  }

  private Checkpoints inStore() throws IOException {
    return new Checkpoints(StoppingStore.at(folder), 2, StoppingStore.configuration());
  }

  @Test
  void inAStoreAProcessThatEndsAtAnyOperationLeavesTheRoundBeforeOrTheNewOneWhole()
      throws IOException {
    int stopped = 0;
    for (int operations = 0; stopped == operations; operations++) {
      StoppingStore.stopAfter(Integer.MAX_VALUE);
      try (Stream<Path> left = Files.list(folder)) {
        for (Path each : left.toList()) {
          FileUtils.deleteDirectory(each.toFile());
        }
      }
      inStore().write(state(5));
      inStore().write(state(6));
      // Damaged, so that a run which went back to round 6 comes to it again.
      inStore().write(state(7));
      Files.writeString(folder.resolve("round-7/state.json"), "{}");
      StoppingStore.stopAfter(operations);
      boolean written = false;
      try {
        inStore().write(state(7));
        written = true;
      } catch (IOException e) {
        assertThat(e).hasMessage(StoppingDisk.STOPPED);
        stopped++;
      }
      StoppingStore.stopAfter(Integer.MAX_VALUE);
      TrainingState newest = inStore().newest(3, 3, state -> {}).orElseThrow();
      assertThat(newest).usingRecursiveComparison().isEqualTo(state(newest.round()));
      assertThat(newest.round()).isGreaterThanOrEqualTo(written ? 7 : 6);
    }
    assertThat(stopped).isGreaterThan(8);
  }

  @Test
  void inAStoreAFolderWithoutSumsIsNoCheckpointAndGoesWithTheNextOne() throws IOException {
    inStore().write(state(6));
    inStore().write(state(7));
    Files.delete(folder.resolve("round-7/SHA256SUMS"));

    assertThat(inStore().rounds()).containsExactly(6);
    inStore().write(state(8));

    assertThat(folder.resolve("round-7")).doesNotExist();
    assertThat(inStore().rounds()).containsExactly(6, 8);
  }

  @Test
  void afterGoingBackTheOneJustWrittenStaysAndLaterOnesGo() throws IOException {
    checkpoints().write(state(100));
    new Checkpoints(new org.apache.hadoop.fs.Path(folder.toUri()), 1, new Configuration())
        .write(state(10));
    assertThat(checkpoints().rounds()).containsExactly(10);
    assertThat(newest().orElseThrow().round()).isEqualTo(10);
  }

  @Test
  void whereAllAreDamagedEachIsNamedAndNothingIsTouched() throws IOException {
    checkpoints().write(state(6));
    checkpoints().write(state(7));
    Files.delete(folder.resolve("round-6/weights.npy"));
    Files.writeString(folder.resolve("round-7/SHA256SUMS"), "");
    Files.deleteIfExists(folder.resolve("round-7/.SHA256SUMS.crc"));
    assertThatThrownBy(this::newest)
        .isInstanceOf(UnusableArgumentException.class)
        .hasMessageContainingAll("round-6", "round-7", "weights.npy", "another folder");
    assertThat(checkpoints().rounds()).containsExactly(6, 7);
  }

  @Test
  void checkpointsOfAnotherNetworkAreNotTheRuns() throws IOException {
    checkpoints().write(state(6));
    assertThatThrownBy(() -> checkpoints().newest(4, 4, state -> {}))
        .isInstanceOf(UnusableArgumentException.class)
        .hasMessageContainingAll("round-6", "expected (4,)");
  }
}
