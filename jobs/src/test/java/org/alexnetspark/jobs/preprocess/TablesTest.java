package org.alexnetspark.jobs.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --input} of tables: HuggingFace's Parquet as DuckDB writes it, and what Spark reads. */
class TablesTest {
  private static final List<String> SYNSETS = List.of("n00000001", "n00000002", "n00000003");
  private static final int PHOTOGRAPHS_OF_A_CLASS = 4;
  private static final String BY_FOLDER =
      "CAST(regexp_extract(filename, 'n0000000(\\d)', 1) AS BIGINT) - 1";
  private static final String IMAGE =
      "{'bytes': content, 'path': parse_filename(filename)} AS image";

  @TempDir private Path work;
  private SparkForTests spark;
  private Path photographs;
  private Path synsets;

  @BeforeEach
  void drawThreeClasses() throws IOException {
    spark = SparkForTests.local(2);
    photographs = work.resolve("photographs");
    int seed = 0;
    for (String synset : SYNSETS) {
      Path folder = Files.createDirectories(photographs.resolve(synset));
      for (int i = 0; i < PHOTOGRAPHS_OF_A_CLASS; i++) {
        ImageIO.write(draw(seed++), "png", folder.resolve(i + ".png").toFile());
      }
    }
    synsets = Files.write(work.resolve("synsets.txt"), SYNSETS);
  }

  @AfterEach
  void restoreProperties() {
    spark.close();
  }

  @Test
  void aTableGivesTheDatasetThatFoldersATarAndAZipGive() throws IOException {
    Path folder = folder("data");
    // Two parts, several row groups, not in the order of the classes.
    write(
        select(IMAGE, BY_FOLDER) + " WHERE filename LIKE '%1.png'", folder, "train-00000-of-00002");
    write(
        select(IMAGE, BY_FOLDER) + " WHERE filename NOT LIKE '%1.png' ORDER BY hash(filename)",
        folder,
        "train-00001-of-00002");
    assertThat(preprocess("of-folders", photographs).status()).isZero();
    CapturedRun run = preprocess("of-table", folder, "--synsets", synsets.toString());
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(DatasetBytes.of(work.resolve("of-table")))
        .isEqualTo(DatasetBytes.of(work.resolve("of-folders")));
    assertThat(work.resolve("of-table/_temporary")).doesNotExist();
    for (Path archive : List.of(tar(), zip())) {
      String dataset = "of-" + archive.getFileName();
      assertThat(preprocess(dataset, archive).status()).isZero();
      assertThat(DatasetBytes.of(work.resolve(dataset)))
          .as(dataset)
          .isEqualTo(DatasetBytes.of(work.resolve("of-table")));
    }
  }

  @Test
  void namesAndColumnsOfOnesOwn() {
    Path folder = folder("data");
    write(
        "SELECT content AS photo, regexp_extract(filename, 'n\\d+') AS wnid FROM " + files(),
        folder,
        "part");
    CapturedRun run =
        preprocess("dataset", folder, "--image-column", "photo", "--label-column", "wnid");
    assertThat(run.status()).as(run.errors()).isZero();
    // Photographs without names are called after their rows.
    assertThat(run.output()).contains("12 images of 32 x 32 in 3 classes, 0 rejected");
  }

  @Test
  void namesThatHuggingFaceKeepsInTheTableAreTaken() throws IOException {
    Path folder = folder("data");
    write(
        select(IMAGE, BY_FOLDER),
        folder,
        "part",
        ", KV_METADATA {huggingface: '{\"info\": {\"features\": {\"label\": {\"names\":"
            + " [\"tench\", \"goldfish\", \"great white shark\"]}}}}'}");
    CapturedRun run = preprocess("dataset", folder);
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(work.resolve("dataset/dataset.json"))
        .content()
        .containsSubsequence("goldfish", "great white shark", "tench");
  }

  @Test
  void orcInPartitionsIsRead() {
    Path folder = folder("data");
    write(select(IMAGE, BY_FOLDER), folder, "part");
    Path partitioned = work.resolve("partitioned");
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      session
          .read()
          .parquet(folder.toString())
          .write()
          .partitionBy("label")
          .orc(partitioned.toString());
    }
    CapturedRun run = preprocess("dataset", partitioned, "--synsets", synsets.toString());
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).contains("12 images of 32 x 32 in 3 classes, 0 rejected");
  }

  @Test
  void avroIsReadWithSparksPackage() throws IOException {
    Path folder = folder("data");
    write(select(IMAGE, BY_FOLDER), folder, "part");
    Path avro = work.resolve("avro");
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      session.read().parquet(folder.toString()).write().format("avro").save(avro.toString());
    }
    CapturedRun run = preprocess("of-avro", avro, "--synsets", synsets.toString());
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(preprocess("of-folders", photographs).status()).isZero();
    assertThat(DatasetBytes.of(work.resolve("of-avro")))
        .isEqualTo(DatasetBytes.of(work.resolve("of-folders")));
  }

  @Test
  void aTableWithoutLabelsTakesThemFromALabelFile() throws IOException {
    Path folder = folder("data");
    String name = "regexp_extract(filename, 'n\\d+') || '-' || parse_filename(filename)";
    write(select("{'bytes': content, 'path': " + name + "} AS image", "-1"), folder, "part");
    List<String> lines = new ArrayList<>(List.of("file,class"));
    for (String synset : SYNSETS) {
      for (int i = 0; i < PHOTOGRAPHS_OF_A_CLASS; i++) {
        lines.add(synset + "-" + i + ".png," + synset);
      }
    }
    Path labels = Files.write(work.resolve("labels.csv"), lines);
    String[] options = {"--labels", labels.toString(), "--synsets", synsets.toString()};
    CapturedRun run = preprocess("dataset", folder, options);
    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.errors()).contains("n00000001 4, n00000002 4, n00000003 4");
    Files.write(labels, lines.subList(0, lines.size() - 1));
    assertRefused(preprocess("incomplete", folder, options), "incomplete")
        .contains("no line names the file n00000003-3.png");
  }

  @Test
  void labelsThatAreNumbersNeedNames() {
    assertRefused("data", IMAGE, BY_FOLDER).contains("labels are numbers", "--synsets");
  }

  @Test
  void aTestSplitWithoutLabelsIsNamedAsThat() {
    assertRefused("data", IMAGE, "-1", "--synsets", synsets.toString())
        .contains("label -1", "--labels");
  }

  @Test
  void aLabelBeyondTheListIsNamed() {
    assertRefused("data", IMAGE, "3", "--synsets", synsets.toString())
        .contains("label 3", "3 classes");
  }

  @Test
  void aListInAnotherOrderThanTheLabelsIsNoticedByTheNames() throws IOException {
    Files.write(synsets, List.of("n00000002", "n00000001", "n00000003"));
    assertRefused(
            "data",
            "{'bytes': content, 'path': regexp_extract(filename, 'n\\d+') || '_' ||"
                + " parse_filename(filename)} AS image",
            BY_FOLDER,
            "--synsets",
            synsets.toString())
        .contains("has the label of n0000000", "--synsets");
  }

  @Test
  void missingAndMistypedColumnsAreNamed() {
    assertRefused("a", "content AS picture", BY_FOLDER)
        .contains("--image-column image", "picture, label");
    assertRefused("b", "7 AS image", BY_FOLDER).contains("--image-column image", "int");
    assertRefused("c", IMAGE, "1.5::DOUBLE").contains("--label-column label", "double");
  }

  @Test
  void aTableOfNothingIsNamed() {
    Path folder = folder("data");
    write(select(IMAGE, "'a'") + " WHERE filename = ''", folder, "part");
    assertRefused(preprocess("dataset", folder)).contains("holds no photographs");
  }

  @Test
  void aTableThatIsCutOffIsNamed() throws IOException {
    Path folder = folder("data");
    write(select(IMAGE, BY_FOLDER), folder, "part");
    Path file = folder.resolve("part.parquet");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(preprocess("dataset", folder)).contains("parquet", "is the download complete?");
  }

  @Test
  void partsOfSeveralSplitsAreNotMixed() {
    Path folder = folder("data");
    write(select(IMAGE, BY_FOLDER), folder, "train-00000-of-00001");
    write(select(IMAGE, BY_FOLDER), folder, "validation-00000-of-00001");
    assertRefused(preprocess("dataset", folder)).contains("train, validation");
    CapturedRun run =
        preprocess("dataset", folder.resolve("train-*.parquet"), "--synsets", synsets.toString());
    assertThat(run.status()).as(run.errors()).isZero();
  }

  private AbstractStringAssert<?> assertRefused(
      String name, String image, String label, String... options) {
    Path folder = folder(name);
    write(select(image, label), folder, "part");
    return assertRefused(preprocess("dataset", folder, options));
  }

  private AbstractStringAssert<?> assertRefused(CapturedRun run) {
    return assertRefused(run, "dataset");
  }

  private AbstractStringAssert<?> assertRefused(CapturedRun run, String dataset) {
    assertThat(run.status()).as(run.errors()).isEqualTo(2);
    assertThat(work.resolve(dataset)).doesNotExist();
    return assertThat(run.errorLine());
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
                    "32",
                    "--shards-multiple-of",
                    "3"),
                Arrays.stream(more))
            .toArray(String[]::new);
    return CapturedRun.of(() -> JobMain.run(new PreprocessCommand(), arguments));
  }

  private String select(String image, String label) {
    return "SELECT " + image + ", " + label + " AS label FROM " + files();
  }

  private String files() {
    return "read_blob('" + photographs + "/*/*')";
  }

  private static void write(String query, Path folder, String name) {
    write(query, folder, name, "");
  }

  private static void write(String query, Path folder, String name, String options) {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "COPY ("
              + query
              + ") TO '"
              + folder.resolve(name + ".parquet")
              + "' (FORMAT PARQUET"
              + options
              + ")");
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  private Path tar() throws IOException {
    Path file = work.resolve("photographs.tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      for (Path photograph : allPhotographs()) {
        TarArchiveEntry entry = new TarArchiveEntry(photographs.relativize(photograph).toString());
        entry.setSize(Files.size(photograph));
        tar.putArchiveEntry(entry);
        Files.copy(photograph, tar);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  private Path zip() throws IOException {
    Path file = work.resolve("photographs.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Path photograph : allPhotographs()) {
        zip.putNextEntry(new ZipEntry(photographs.relativize(photograph).toString()));
        Files.copy(photograph, zip);
        zip.closeEntry();
      }
    }
    return file;
  }

  private List<Path> allPhotographs() throws IOException {
    try (Stream<Path> files = Files.walk(photographs)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private Path folder(String name) {
    try {
      return Files.createDirectories(work.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage draw(int seed) {
    BufferedImage image = new BufferedImage(40 + seed, 50, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }
}
