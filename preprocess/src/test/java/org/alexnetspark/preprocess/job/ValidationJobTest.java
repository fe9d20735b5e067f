package org.alexnetspark.preprocess.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.alexnetspark.preprocess.LocalSpark;
import org.alexnetspark.preprocess.Photographs;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.input.Archive;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.InputFiles;
import org.alexnetspark.preprocess.input.PhotographList;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is changed in a dataset is found, and named. */
class ValidationJobTest {
  private static final Configuration HADOOP = new Configuration();
  private static final SplitSettings SETTINGS =
      new SplitSettings("train", Framing.CROP, 16, Encoding.RAW, 5_000, 1, 0, 1_000_000);

  @TempDir Path temporary;
  private Path output;

  @BeforeEach
  void makeADataset() throws IOException {
    make(SETTINGS);
  }

  private void make(SplitSettings settings) throws IOException {
    Path photographs = Photographs.folders(temporary.resolve("photographs"), 2, 10);
    output = temporary.resolve("dataset-" + settings.framing() + settings.encoding());
    ClassList classes = ClassList.ofSynsets(List.of("c0", "c1"));
    InputFiles input = InputFiles.find(List.of(photographs.toString()), HADOOP);
    PhotographList listed =
        input.label(
            input.list(
                new IndexJob(
                    LocalSpark.context(),
                    new org.apache.hadoop.fs.Path(temporary + "/unpacked"),
                    Archive.LABEL_FIELD),
                false),
            classes);
    DatasetFolder folder = DatasetFolder.open(output.toString(), HADOOP);
    new SplitJob(LocalSpark.context(), folder, settings, new RejectLimit("1000"), Map.of())
        .run(new SplitJob.Listed(classes, listed), Map.of(), new HeardSplitJob());
  }

  @Test
  void findsNothingInAGoodDataset() throws IOException {
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void findsNothingInAGoodDatasetOfWholeImages(Encoding encoding) throws IOException {
    make(whole(encoding));

    assertThat(problems()).isEmpty();
    assertThat(output.resolve("stats")).isDirectoryNotContaining("glob:**mean*");
  }

  @Test
  void findsOtherColoursOfWholeImages() throws IOException {
    make(whole(Encoding.RAW));
    Path colors = output.resolve("stats/pca.json");
    replace(colors, Files.readString(colors).replace("20", "21").getBytes(StandardCharsets.UTF_8));

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("pca.json is not what the images give");
  }

  private static SplitSettings whole(Encoding encoding) {
    return new SplitSettings("train", Framing.WHOLE, 16, encoding, 5_000, 1, 0, 1_000_000);
  }

  @Test
  void findsAByteThatChanged() throws IOException {
    Path shard = output.resolve("train/part-00001.parquet");
    byte[] content = Files.readAllBytes(shard);
    content[content.length / 2] ^= 1;
    replace(shard, content);

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("part-00001.parquet has the SHA-256");
  }

  @Test
  void findsAShardThatIsMissingAndOneTooMany() throws IOException {
    Files.move(
        output.resolve("train/part-00002.parquet"), output.resolve("train/part-00099.parquet"));

    assertThat(problems())
        .hasSize(2)
        .anyMatch(problem -> problem.contains("part-00099.parquet is no shard"))
        .anyMatch(problem -> problem.contains("part-00002.parquet is missing"));
  }

  @Test
  void findsACutShard() throws IOException {
    Path shard = output.resolve("train/part-00000.parquet");
    byte[] content = Files.readAllBytes(shard);
    replace(shard, Arrays.copyOf(content, content.length - 7));

    assertThat(problems()).singleElement().asString().contains("part-00000.parquet has", "bytes");
  }

  @Test
  void findsCountsThatDoNotAgree() throws IOException {
    Path json = output.resolve("dataset.json");
    String described = Files.readString(json).replace("\"images\" : 20", "\"images\" : 21");
    replace(json, described.getBytes(StandardCharsets.UTF_8));
    replace(output.resolve("train/rejects.jsonl"), new byte[] {'{', '}', '\n'});

    assertThat(problems())
        .anyMatch(problem -> problem.contains("rejects.jsonl has 1 lines, not 0"));
  }

  @Test
  void findsAnotherMeanImage() throws IOException {
    Path mean = output.resolve("stats/mean.npy");
    byte[] content = Files.readAllBytes(mean);
    content[content.length - 1] ^= 1;
    replace(mean, content);

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("mean.npy is not what the images give");
  }

  @Test
  void findsASplitThatWasNotFinished() throws IOException {
    Files.delete(output.resolve("train/_SUCCESS"));

    assertThat(problems()).singleElement().asString().contains("has no _SUCCESS");
  }

  /** Hadoop's local checksum would notice a change before this program does. */
  private static void replace(Path file, byte[] content) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.write(file, content);
  }

  private List<String> problems() throws IOException {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(output.toString());
    return new ValidationJob(LocalSpark.context(), folder, Dataset.read(folder, HADOOP))
        .run("train");
  }
}
