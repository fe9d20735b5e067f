package org.alexnetspark.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {

  private final Configuration configuration = new Configuration();
  @TempDir private java.nio.file.Path folder;

  @Test
  void linesComeBackAsWritten() throws IOException {
    List<MetricsLine> lines = List.of(round(1), evaluation(1), round(2));
    try (MetricsFile file = MetricsFile.open(path(), configuration)) {
      for (MetricsLine line : lines) {
        file.append(line);
      }
    }

    assertThat(MetricsFile.read(path(), configuration)).isEqualTo(lines);
  }

  @Test
  void aLineHasTheFieldsOfTheInterface() {
    assertThat(round(3).toJson())
        .isEqualTo(
            "{\"round\":3,\"epoch\":1,\"images\":384,\"loss\":2.5,\"learningRate\":0.01,\"imagesPerSecond\":64.0,"
                + "\"seconds\":{\"broadcast\":0.5,\"train\":1.0,\"average\":0.5},"
                + "\"layers\":{\"conv1\":{\"meanWeight\":0.008,\"meanChange\":1.0E-4}}}");
    assertThat(evaluation(3).toJson())
        .isEqualTo(
            "{\"round\":3,\"split\":\"val\",\"views\":1,\"loss\":2.25,\"top1\":0.5,\"top5\":0.75,"
                + "\"seconds\":{\"evaluate\":4.0}}");
  }

  @Test
  void totalSecondsIsTheSumOfTheStages() {
    assertThat(round(1).totalSeconds()).isEqualTo(2.0);
  }

  @Test
  void aReaderFindsEveryLineOfAShortRunAtOnce() throws IOException {
    try (MetricsFile file = MetricsFile.open(path(), configuration)) {
      for (int round = 1; round <= 20; round++) {
        file.append(round(round));
        assertThat(MetricsFile.read(path(), configuration)).hasSize(round);
      }
    }
  }

  @Test
  void aLongRunDoesNotWriteTheWholeFileForEveryLineAndLosesNoneByFlushing() throws IOException {
    try (MetricsFile file = MetricsFile.open(path(), configuration)) {
      int writings = 0;
      int visible = 0;
      for (int round = 1; round <= 150; round++) {
        file.append(round(round));
        int now = Files.readAllLines(folder.resolve(MetricsFile.NAME)).size();
        writings += now == visible ? 0 : 1;
        visible = now;
      }
      assertThat(writings).isLessThan(140);
      assertThat(visible).isGreaterThanOrEqualTo(149);
      file.flush();
      assertThat(MetricsFile.read(path(), configuration)).hasSize(150);
    }
  }

  @Test
  void aResumedRunDropsTheRoundsItDoesAgain() throws IOException {
    try (MetricsFile file = MetricsFile.open(path(), configuration)) {
      for (int round = 1; round <= 5; round++) {
        file.append(round(round));
        file.append(evaluation(round));
      }
    }
    try (MetricsFile file = MetricsFile.open(path(), configuration)) {
      file.truncateAfter(3);
      file.append(round(4));
    }

    List<Integer> rounds = new ArrayList<>();
    MetricsFile.read(path(), configuration).forEach(line -> rounds.add(line.round()));
    assertThat(rounds).containsExactly(1, 1, 2, 2, 3, 3, 4);
  }

  @Test
  void theRoundsToBeDoneAgainStayInTheFileUntilThereIsSomethingInTheirPlace() throws IOException {
    try (MetricsFile file = MetricsFile.open(path(), configuration)) {
      file.append(round(1));
      file.append(round(2));
    }
    try (MetricsFile file = MetricsFile.open(path(), configuration)) {
      file.truncateAfter(1);
      assertThat(MetricsFile.read(path(), configuration)).hasSize(2);
    }
    assertThat(MetricsFile.read(path(), configuration)).hasSize(1);
  }

  @Test
  void aFileWithHadoopsSumBesideItIsReplacedWithoutAMomentInWhichTheyDiffer() throws IOException {
    try (OutputStream out = FileSystem.getLocal(configuration).create(path())) {
      out.write((round(1).toJson() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    assertThat(folder.resolve("." + MetricsFile.NAME + ".crc")).exists();
    try (MetricsFile file = MetricsFile.open(path(), configuration)) {
      file.append(round(2));
    }
    assertThat(folder.resolve("." + MetricsFile.NAME + ".crc")).doesNotExist();
    assertThat(MetricsFile.read(path(), configuration)).hasSize(2);
  }

  @Test
  void inAStoreTheLinesBeforeStayWhereWritingFails() throws IOException {
    Path path = StoppingStore.at(folder.resolve(MetricsFile.NAME));
    MetricsFile file = MetricsFile.open(path, StoppingStore.configuration());
    file.append(round(1));
    StoppingStore.stopAfter(0);
    try {
      assertThatThrownBy(() -> file.append(round(2))).hasMessage(StoppingDisk.STOPPED);
    } finally {
      StoppingStore.stopAfter(Integer.MAX_VALUE);
    }
    assertThat(MetricsFile.read(path, StoppingStore.configuration())).containsExactly(round(1));

    file.close();

    assertThat(MetricsFile.read(path, StoppingStore.configuration())).hasSize(2);
    try (var entries = Files.list(folder)) {
      assertThat(entries).hasSize(1);
    }
  }

  @Test
  void aDivergedRunsLossIsKept() {
    MetricsLine diverged =
        new RoundMetrics(1, 1, 128, Double.NaN, 0.01, 64, Map.of(), Map.of(), null, null);

    assertThat(MetricsLine.fromJson(diverged.toJson())).isEqualTo(diverged);
  }

  @Test
  void fieldsOfNewerVersionsAreIgnored() {
    MetricsLine line = MetricsLine.fromJson("{\"round\":7,\"loss\":1.5,\"somethingNew\":[1,2]}");

    assertThat(line).isInstanceOf(RoundMetrics.class);
    assertThat(line.round()).isEqualTo(7);
    assertThat(line.seconds()).isEmpty();
  }

  @Test
  void aBrokenLineIsNamed() throws IOException {
    Files.writeString(folder.resolve(MetricsFile.NAME), "{\"round\":1}\n{\"round\":");

    assertThatThrownBy(() -> MetricsFile.read(path(), configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{\"round\":");
  }

  @Test
  void nothingIsLeftBesideTheFile() throws IOException {
    try (MetricsFile file = MetricsFile.open(path(), configuration)) {
      file.append(round(1));
      file.append(round(2));
    }

    try (var entries = Files.list(folder)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactly(MetricsFile.NAME);
    }
  }

  private Path path() {
    return new Path(folder.resolve(MetricsFile.NAME).toUri());
  }

  private static RoundMetrics round(int round) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("broadcast", 0.5);
    seconds.put("train", 1.0);
    seconds.put("average", 0.5);
    return new RoundMetrics(
        round,
        1,
        128L * round,
        2.5,
        0.01,
        64,
        seconds,
        Map.of("conv1", new RoundMetrics.LayerMagnitudes(0.008, 1e-4)),
        null,
        null);
  }

  private static EvaluationMetrics evaluation(int round) {
    return new EvaluationMetrics(round, "val", 1, 2.25, 0.5, 0.75, Map.of("evaluate", 4.0));
  }
}
