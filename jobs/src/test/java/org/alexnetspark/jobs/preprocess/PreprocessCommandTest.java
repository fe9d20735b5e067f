package org.alexnetspark.jobs.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.preprocess.storage.FolderLock;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What preprocess.jar says of input that it cannot use. */
class PreprocessCommandTest {
  @TempDir private Path work;
  private SparkForTests spark;
  private Path photographs;
  private Path dataset;

  @BeforeEach
  void drawTwoClasses() throws IOException {
    spark = SparkForTests.local(1);
    photographs = work.resolve("photographs");
    dataset = work.resolve("dataset");
    for (String synset : List.of("n00000001", "n00000002")) {
      Path folder = Files.createDirectories(photographs.resolve(synset));
      ImageIO.write(
          new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB),
          "png",
          folder.resolve("a.png").toFile());
    }
  }

  @AfterEach
  void restoreProperties() {
    spark.close();
  }

  private CapturedRun preprocess(Path input, String... more) {
    return preprocessTo(32, input, more);
  }

  @Test
  void aLimitOfPixelsBeyondWhatAnArrayHoldsIsRefused() {
    for (String limit : List.of("0", "-1", "715827883", "99999999999")) {
      assertRefused(2, preprocessTo(32, work, "--max-pixels", limit))
          .contains("--max-pixels", "'" + limit + "'", "from 1 to 715827882");
    }
  }

  private CapturedRun preprocessTo(int size, Path input, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of("--input", input.toString(), "--output", dataset.toString()),
                Stream.concat(Stream.of("--size", String.valueOf(size)), Arrays.stream(more)))
            .toArray(String[]::new);
    return CapturedRun.of(() -> JobMain.run(new PreprocessCommand(), arguments));
  }

  private static AbstractStringAssert<?> assertRefused(int status, CapturedRun run) {
    assertThat(run.status()).as(run.errors()).isEqualTo(status);
    return assertThat(run.errorLine());
  }

  @Test
  void twoClassesBecomeADataset() {
    assertThat(preprocess(photographs).status()).isZero();
    assertThat(dataset.resolve("dataset.json")).exists();
    assertThat(dataset.resolve("train/_SUCCESS")).exists();
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertRefused(2, preprocess(work.resolve("nowhere"))).contains("nowhere");
    assertThat(dataset).doesNotExist();
  }

  @Test
  void aFolderWithoutPhotographsIsNamed() throws IOException {
    Path empty = Files.createDirectory(work.resolve("empty"));
    assertRefused(2, preprocess(empty)).contains("empty");
    assertThat(dataset).doesNotExist();
  }

  @Test
  void aSingleClassIsRefused() throws IOException {
    Files.delete(photographs.resolve("n00000002/a.png"));
    Files.delete(photographs.resolve("n00000002"));
    assertRefused(2, preprocess(photographs)).contains("n00000001");
    assertThat(dataset).doesNotExist();
  }

  @Test
  void tooManyFilesThatAreNoImagesFailTheJobAndAHigherLimitGoesOn() throws IOException {
    Files.writeString(photographs.resolve("n00000001/b.jpg"), "no picture");
    assertRefused(1, preprocess(photographs)).contains("b.jpg", "--max-rejects");
    assertThat(dataset.resolve("dataset.json")).doesNotExist();
    assertThat(dataset.resolve("train")).doesNotExist();
    CapturedRun resumed =
        CapturedRun.of(
            () ->
                JobMain.run(
                    new PreprocessCommand(),
                    "--output",
                    dataset.toString(),
                    "--resume",
                    "--max-rejects",
                    "1"));
    assertThat(resumed.status()).as(resumed.errors()).isZero();
    assertThat(dataset.resolve("dataset.json")).content().contains("\"imageSize\" : 32");
    assertThat(dataset.resolve("_temporary")).doesNotExist();
  }

  @Test
  void aResumedRunRefusesWhatContradictsTheFirstAndKeepsItsShards() throws IOException {
    Files.writeString(photographs.resolve("n00000001/b.jpg"), "no picture");
    assertThat(preprocess(photographs, "--seed", "3").status()).isEqualTo(1);

    assertRefused(2, preprocess(photographs, "--seed", "4", "--resume"))
        .contains("--seed 4", "--seed 3");
    assertRefused(2, preprocessTo(64, photographs, "--resume")).contains("--size 64", "--size 32");
    Files.delete(photographs.resolve("n00000001/b.jpg"));
    assertRefused(2, preprocess(photographs, "--resume")).contains("photographs 3 (now 2)");
    Files.writeString(photographs.resolve("n00000001/b.jpg"), "no picture");
    assertThat(preprocess(photographs, "--resume", "--max-rejects", "40%").status()).isZero();
    assertThat(dataset.resolve("dataset.json")).content().contains("\"seed\" : \"3\"");
  }

  @Test
  void whatIsCompleteNeedsNoResuming() {
    assertThat(preprocess(photographs).status()).isZero();

    assertThat(preprocess(photographs, "--resume").status()).isZero();
    assertRefused(2, preprocess(photographs, "--resume", "--seed", "4")).contains("--seed 4");
  }

  @Test
  void aDatasetThatAnotherProcessMakesIsLeftAlone() throws IOException {
    try (FolderLock other =
        FolderLock.take(
            new org.apache.hadoop.fs.Path(dataset.toUri()),
            new org.apache.hadoop.conf.Configuration())) {
      assertRefused(2, preprocess(photographs))
          .contains("--output", "process " + ProcessHandle.current().pid());
    }
    assertThat(preprocess(photographs).status()).isZero();
  }

  @Test
  void aFewFilesThatAreNoImagesAreRejectedByName() throws IOException {
    Files.writeString(photographs.resolve("n00000001/b.jpg"), "no picture");
    assertThat(preprocess(photographs, "--max-rejects", "1").status()).isZero();
    assertThat(dataset.resolve("train/rejects.jsonl"))
        .content()
        .contains("b.jpg", "unknown-format")
        .hasLineCount(1);
  }

  @Test
  void aSplitThatIsThereIsNotMadeAgainUnasked() {
    assertThat(preprocess(photographs).status()).isZero();
    assertRefused(2, preprocess(photographs)).contains("train", "--overwrite");
    assertThat(preprocess(photographs, "--overwrite").status()).isZero();
  }

  @Test
  void aSplitOfAnotherImageSizeIsNotAdded() {
    assertThat(preprocess(photographs).status()).isZero();
    assertRefused(2, preprocessTo(64, photographs, "--split", "val"))
        .contains("--size", "64", "32");
  }

  @Test
  void wholeImagesAreKeptAsJpegUnlessRawIsAskedFor() {
    CapturedRun made = preprocess(photographs, "--framing", "whole");

    assertThat(made.status()).as(made.errors()).isZero();
    assertThat(made.output()).contains("2 images of a shorter side of 32 in 2 classes");
    assertThat(dataset.resolve("dataset.json"))
        .content()
        .contains("\"formatVersion\" : 2", "\"framing\" : \"whole\"", "\"encoding\" : \"jpeg\"");
    assertThat(dataset.resolve("stats")).isDirectoryNotContaining("glob:**mean*");
    dataset = work.resolve("raw");
    assertThat(preprocess(photographs, "--framing=whole", "--encoding=raw").status()).isZero();
    assertThat(dataset.resolve("dataset.json")).content().contains("\"encoding\" : \"raw\"");
  }

  @Test
  void aFramingThatThereIsNotIsRefused() {
    assertRefused(2, preprocess(photographs, "--framing", "half"))
        .contains("--framing", "half", "crop or whole");
  }

  @Test
  void splitsOfOneDatasetAreFramedTheSame() {
    assertThat(preprocess(photographs, "--framing", "whole", "--encoding", "raw").status())
        .isZero();

    assertRefused(2, preprocess(photographs, "--split", "val"))
        .contains("--framing crop", "made with --framing whole");
    assertRefused(2, preprocess(photographs, "--split=val", "--framing=whole"))
        .contains("--encoding jpeg", "made with --encoding raw");
  }

  @Test
  void aResumedRunKeepsItsFraming() throws IOException {
    Files.writeString(photographs.resolve("n00000001/b.jpg"), "no picture");
    assertThat(preprocess(photographs, "--framing", "whole").status()).isEqualTo(1);

    assertRefused(2, preprocess(photographs, "--resume", "--framing", "crop"))
        .contains("--framing crop", "--framing whole");
    assertRefused(2, preprocess(photographs, "--resume", "--encoding", "raw"))
        .contains("--encoding raw", "--encoding jpeg");
    CapturedRun resumed = preprocess(photographs, "--resume", "--max-rejects", "40%");
    assertThat(resumed.status()).as(resumed.errors()).isZero();
    assertThat(dataset.resolve("dataset.json")).content().contains("\"framing\" : \"whole\"");
    assertThat(preprocess(photographs, "--resume", "--encoding", "jpeg").status()).isZero();
    assertRefused(2, preprocess(photographs, "--resume", "--framing", "crop"))
        .contains("--framing crop", "framing whole");
  }

  /** A run of a version that knew no framing left none among its options. */
  @Test
  void aResumedRunOfCropsTakesTheEncodingThatCropsHaveByDefault() throws IOException {
    Files.writeString(photographs.resolve("n00000001/b.jpg"), "no picture");
    assertThat(preprocess(photographs).status()).isEqualTo(1);

    assertRefused(2, preprocess(photographs, "--resume", "--encoding", "jpeg"))
        .contains("--encoding jpeg", "--encoding raw");
    assertRefused(2, preprocess(photographs, "--resume", "--framing", "whole"))
        .contains("--framing whole", "--framing crop");
    assertThat(
            preprocess(
                    photographs,
                    "--resume",
                    "--encoding=raw",
                    "--framing=crop",
                    "--max-rejects=40%")
                .status())
        .isZero();
  }
}
