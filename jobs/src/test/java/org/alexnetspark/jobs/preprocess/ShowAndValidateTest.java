package org.alexnetspark.jobs.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.alexnetspark.jobs.PreprocessJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of preprocess.jar that look at a dataset. */
class ShowAndValidateTest {
  @TempDir private Path work;
  private SparkForTests spark;
  private Path dataset;

  @BeforeEach
  void makeADataset() throws IOException {
    spark = SparkForTests.local(1);
    dataset = work.resolve("dataset");
    Path photographs = work.resolve("photographs");
    for (String synset : List.of("n00000001", "n00000002")) {
      Path folder = Files.createDirectories(photographs.resolve(synset));
      for (int i = 0; i < 3; i++) {
        ImageIO.write(
            new BufferedImage(140 + 100 * i, 130, BufferedImage.TYPE_INT_RGB),
            "png",
            folder.resolve(i + ".png").toFile());
      }
    }
    Files.writeString(photographs.resolve("n00000001/<b>.jpg"), "no picture");
    Path synsets =
        Files.writeString(work.resolve("synsets.txt"), "n00000002 cat & dog\nn00000001 tench\n");
    CapturedRun made =
        run(
            "--input",
            photographs.toString(),
            "--output",
            dataset.toString(),
            "--size",
            "32",
            "--synsets",
            synsets.toString(),
            "--max-rejects",
            "1");
    assertThat(made.status()).as(made.errors()).isZero();
  }

  @AfterEach
  void restoreProperties() {
    spark.close();
  }

  @Test
  void wholeImagesAreShownAndValidatedToo() throws IOException {
    Path whole = work.resolve("whole");
    CapturedRun made =
        run(
            "--input=" + work.resolve("photographs"),
            "--output=" + whole,
            "--framing=whole",
            "--size=32",
            "--max-rejects=1");
    assertThat(made.status()).as(made.errors()).isZero();
    Path page = work.resolve("whole.html");

    CapturedRun shown = run("show", "--data", whole.toString(), "--output", page.toString());
    CapturedRun validated = run("validate", "--data", whole.toString());

    assertThat(shown.status()).as(shown.errors()).isZero();
    assertThat(Files.readString(page))
        .contains("images of a shorter side of 32 pixels, jpeg", "Principal components")
        .doesNotContain("The mean image");
    assertThat(validated.status()).as(validated.errors()).isZero();
    assertThat(validated.output()).contains("train: 6 images");
  }

  @Test
  void showWritesAPageOfEverything() throws Exception {
    Path page = work.resolve("page.html");

    CapturedRun shown = run("show", "--data", dataset.toString(), "--output", page.toString());

    assertThat(shown.status()).as(shown.errors()).isZero();
    String html = Files.readString(page);
    assertThat(html)
        .contains("cat &amp; dog (n00000002)", "tench (n00000001)")
        .contains("The mean image", "Principal components")
        .contains("unknown-format 1", "n00000001/&lt;b&gt;.jpg")
        .contains("100 to 199")
        .doesNotContain("http://", "https://", "<script");
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    factory.newDocumentBuilder().parse(new ByteArrayInputStream(Files.readAllBytes(page)));
  }

  @Test
  void validateSaysThatAllIsWell() {
    CapturedRun run = run("validate", "--data", dataset.toString());

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).contains("train: 6 images in 1 shard, as described");
  }

  @Test
  void validateNamesWhatIsDamaged() throws IOException {
    Files.delete(dataset.resolve("train/part-00000.parquet"));

    CapturedRun run = run("validate", "--data", dataset.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors()).contains("part-00000.parquet is missing");
  }

  @Test
  void aFolderThatIsNoDatasetIsNamed() {
    for (String[] command :
        new String[][] {{"validate"}, {"show", "--output", work.resolve("x.html").toString()}}) {
      String[] arguments = Arrays.copyOf(command, command.length + 2);
      arguments[command.length] = "--data";
      arguments[command.length + 1] = work.resolve("nowhere").toString();

      CapturedRun run = run(arguments);

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.errorLine()).contains("--data", "nowhere");
    }
  }

  private static CapturedRun run(String... arguments) {
    return CapturedRun.of(() -> PreprocessJar.run(arguments));
  }
}
