package org.alexnetspark.jobs.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.alexnetspark.jobs.PreprocessJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.DriverProcess;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole command makes of inputs that users had trouble with. */
class ReportedInputsCommandTest {
  private static final Path REPORTS = Path.of("../../shared/reports");

  @TempDir private Path work;
  private SparkForTests spark;

  @BeforeAll
  static void findReports() {
    Assumptions.assumeTrue(Files.isDirectory(REPORTS), "no " + REPORTS.toAbsolutePath());
  }

  @BeforeEach
  void setProperties() {
    spark = SparkForTests.local(2);
  }

  @AfterEach
  void restoreProperties() {
    spark.close();
  }

  @Test
  void foreignFormatsAreNamedWithHowToConvertThem() throws IOException {
    assertImages(preprocess("dataset", REPORTS.resolve("formats/train"), "--max-rejects", "6"), 6);
    List<String> rejects = Files.readAllLines(work.resolve("dataset/train/rejects.jsonl"));
    Map.of(
            "IMG_1.HEIC", "HEIC; convert it to JPEG, for example with",
            "IMG_2.avif", "AVIF; convert it to JPEG, for example with",
            "a.jxl", "JPEG XL; convert it to JPEG, for example with",
            "b.pdf", "PDF; take its pages as images, for example with",
            "c.svg", "SVG; convert it to JPEG, for example with",
            "d.mp4", "video (MP4); take frames of it, for example with")
        .forEach(
            (file, words) ->
                assertThat(rejects)
                    .filteredOn(line -> line.contains("phone/" + file))
                    .singleElement()
                    .asString()
                    .contains("unknown-format", words));
  }

  @Test
  void linksThatLeadNowhereAreNamedOnce() throws IOException {
    Path train = copy("loop/train");
    // Where no links can be stored, as here, they are files of what they point to.
    for (String link : List.of("cats/again", "dogs/broken.JPEG")) {
      Path file = train.resolve(link);
      Path target = Path.of(Files.exists(file) ? Files.readString(file).strip() : "nowhere.JPEG");
      Files.deleteIfExists(file);
      Files.createSymbolicLink(file, target);
    }

    CapturedRun run = preprocess("dataset", train);

    assertImages(run, 6);
    assertThat(run.errors())
        .containsOnlyOnce("cats/again")
        .containsOnlyOnce("dogs/broken.JPEG")
        .contains("2 classes of 3 to 3 photographs: cats 3, dogs 3");
  }

  @Test
  void tinyImageNetFromAFolderAndATarOfIt() throws Exception {
    Path train = Files.createDirectories(work.resolve("tiny/train"));
    for (String synset : List.of("n01440764", "n02102040")) {
      Path images = Files.createDirectories(train.resolve(synset + "/images"));
      for (Path file : filesOf(REPORTS.resolve("labels/train/" + synset))) {
        Files.copy(file, images.resolve(file.getFileName()));
      }
      Files.writeString(train.resolve(synset + "/" + synset + "_boxes.txt"), "0 0 62 63\n");
    }
    Path tar = work.resolve("tiny.tar");
    assertThat(
            new ProcessBuilder("tar", "cf", tar.toString(), "-C", work + "/tiny", "train")
                .start()
                .waitFor())
        .isZero();

    CapturedRun ofFolder = preprocess("of-folder", train);
    CapturedRun ofTar = preprocess("of-tar", tar);

    assertImages(ofFolder, 6);
    assertThat(ofFolder.errors()).contains("2 texts beside photographs");
    assertImages(ofTar, 6);
    assertThat(DatasetBytes.of(work.resolve("of-tar")))
        .isEqualTo(DatasetBytes.of(work.resolve("of-folder")));
  }

  @Test
  void aTarATarGzAndAZipOfTheSamePhotographsGiveTheSameBytes() {
    for (String ending : List.of("tar", "tar.gz", "zip")) {
      assertImages(preprocess(ending, REPORTS.resolve("containers/photographs." + ending)), 6);
    }
    assertThat(DatasetBytes.of(work.resolve("zip")))
        .isEqualTo(DatasetBytes.of(work.resolve("tar")))
        .isEqualTo(DatasetBytes.of(work.resolve("tar.gz")));
  }

  @Test
  void aDamagedTableAndASinglePhotographAreCalledWhatTheyAre() {
    assertRefused(REPORTS.resolve("containers/broken.parquet"))
        .contains("broken.parquet: cannot be read as parquet", "is the download complete?")
        .doesNotContain("tar");
    assertRefused(REPORTS.resolve("labels/val/ILSVRC2012_val_00000001.JPEG"))
        .contains("is one photograph (JPEG); give a folder of class folders");
  }

  @Test
  void aFolderOfSplitsAndAnOutputInsideTheInputAreRefused() throws IOException {
    assertRefused(REPORTS.resolve("parent")).contains("as splits are", "reports/parent/train");
    Path train = copy("names/train");
    CapturedRun run =
        CapturedRun.of(
            () ->
                PreprocessJar.run(
                    "--input", train.toString(), "--output", train.resolve("dataset").toString()));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errorLine()).contains("choose a folder outside");
    assertThat(train.resolve("dataset")).doesNotExist();
  }

  /** Java takes the encoding of names from the locale, which a process has from its start. */
  @Test
  void namesThatTheLocaleCannotReadEndTheJobWithALineThatSaysWhatToSet() throws Exception {
    Path dataset = work.resolve("dataset");
    try (DriverProcess driver =
        DriverProcess.startInLocale(
            "C",
            spark,
            PreprocessJar.class,
            "--input",
            REPORTS.resolve("names/train").toString(),
            "--output",
            dataset.toString())) {
      assertThat(driver.await()).isEqualTo(2);
      assertThat(driver.errorLines())
          .filteredOn(line -> line.startsWith("error: "))
          .singleElement()
          .asString()
          .contains("set LC_ALL=C.UTF-8");
    }
    assertThat(dataset).doesNotExist();
    try (DriverProcess driver =
        DriverProcess.startInLocale(
            "C.UTF-8",
            spark,
            PreprocessJar.class,
            "--input",
            REPORTS.resolve("names/train").toString(),
            "--output",
            work.resolve("d\u00E4taset").toString())) {
      assertThat(driver.await()).as(String.join("\n", driver.errorLines())).isZero();
      assertThat(driver.errorLines()).anyMatch(line -> line.contains("F\u00FCchse 3"));
    }
    assertThat(work.resolve("d\u00E4taset/dataset.json")).content().contains("F\u00FCchse");
  }

  private AbstractStringAssert<?> assertRefused(Path input) {
    CapturedRun run = preprocess("refused", input);
    assertThat(run.status()).as(run.errors()).isEqualTo(2);
    assertThat(work.resolve("refused")).doesNotExist();
    return assertThat(run.errorLine());
  }

  private static void assertImages(CapturedRun run, int images) {
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).contains(images + " images of 32 x 32 in 2 classes");
  }

  private CapturedRun preprocess(String output, Path input, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "--input",
                    input.toString(),
                    "--output",
                    work.resolve(output).toString(),
                    "--size",
                    "32"),
                Arrays.stream(more))
            .toArray(String[]::new);
    return CapturedRun.of(() -> PreprocessJar.run(arguments));
  }

  /** A copy that may be written to. */
  private Path copy(String folder) throws IOException {
    Path copy = Files.createDirectories(work.resolve("copy"));
    Path source = REPORTS.resolve(folder);
    for (Path classFolder : filesOf(source)) {
      Path target = Files.createDirectories(copy.resolve(source.relativize(classFolder)));
      for (Path file : filesOf(classFolder)) {
        if (Files.isRegularFile(file)) {
          Files.write(target.resolve(file.getFileName()), Files.readAllBytes(file));
        }
      }
    }
    return copy;
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
