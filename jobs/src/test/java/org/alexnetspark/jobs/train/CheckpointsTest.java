package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
  void oneThatWasNotFinishedDoesNotCount() throws IOException {
    checkpoints().write(state(6));
    Files.createDirectory(folder.resolve(".round-7.tmp"));
    assertThat(newest().orElseThrow().round()).isEqualTo(6);
  }

  @Test
  void noneIsEmpty() throws IOException {
    assertThat(newest()).isEmpty();
  }
}
