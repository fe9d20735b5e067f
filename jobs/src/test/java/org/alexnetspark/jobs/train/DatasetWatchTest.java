package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.statistics.StatisticsFiles;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetWatchTest {
  @TempDir private Path folder;
  private Dataset dataset;
  private DatasetWatch watch;

  @BeforeEach
  void begin() throws IOException {
    FileUtils.copyDirectory(Path.of(TinyTask.get().dataset()).toFile(), folder.toFile());
    dataset = Dataset.read(folder.toString(), new Configuration());
    watch = new DatasetWatch(folder.toString(), dataset, new Configuration());
  }

  private void write(Map<String, org.alexnetspark.preprocess.dataset.Split> splits) {
    Dataset other =
        new Dataset(
            dataset.framing(),
            dataset.imageSize(),
            dataset.encoding(),
            dataset.classes(),
            splits,
            dataset.provenance());
    try {
      Files.deleteIfExists(folder.resolve(".dataset.json.crc"));
      Files.writeString(folder.resolve("dataset.json"), other.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void workOnADatasetThatStaysCounts() throws IOException {
    assertThat(watch.unchanged(() -> 7)).isEqualTo(7);
  }

  @Test
  void anotherSplitMayBeAdded() throws IOException {
    Integer result =
        watch.unchanged(
            () -> {
              write(
                  Map.of(
                      "train", dataset.split("train"),
                      "val", dataset.split("val"),
                      "test", dataset.split("val")));
              return 7;
            });
    assertThat(result).isEqualTo(7);
  }

  @Test
  void workOnADatasetThatWasReplacedMeanwhileDoesNotCount() {
    assertThatThrownBy(
            () ->
                watch.unchanged(
                    () -> {
                      write(Map.of("train", dataset.split("val"), "val", dataset.split("val")));
                      return 7;
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(folder.toString(), "was replaced");
  }

  @Test
  void aFileThatIsMissingWhileADatasetIsReplacedIsNotWhatIsSaid() {
    assertThatThrownBy(
            () ->
                watch.unchanged(
                    () -> {
                      write(Map.of("val", dataset.split("val")));
                      throw new IllegalStateException("a shard is missing");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was replaced");
  }

  @Test
  void theFingerprintOfARunCoversTheStatistics() throws IOException {
    org.apache.hadoop.fs.Path data = new org.apache.hadoop.fs.Path(folder.toUri());
    String before = StatisticsFiles.fingerprint(dataset, data, new Configuration());
    Path mean = folder.resolve("stats/mean.npy");
    byte[] bytes = Files.readAllBytes(mean);
    bytes[bytes.length - 1] ^= 1;
    Files.deleteIfExists(folder.resolve("stats/.mean.npy.crc"));
    Files.write(mean, bytes);

    assertThat(StatisticsFiles.fingerprint(dataset, data, new Configuration()))
        .isNotEqualTo(before);
  }
}
