package org.alexnetspark.notebooks;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.alexnetspark.jobs.demo.Pattern;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsFile;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.jobs.run.RoundMetrics.LayerMagnitudes;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every note, imported into a real Zeppelin and run from top to bottom on a dataset and runs made
 * here. A paragraph is found by a piece of its code.
 */
class NotebooksTest {
  private static final Path REPOSITORY = Path.of(System.getProperty("repository"));

  @TempDir private static Path folder;
  private static SmallRun made;
  private static ZeppelinServer zeppelin;

  @BeforeAll
  static void startZeppelin() throws IOException {
    made = SmallRun.make(folder);
    zeppelin =
        ZeppelinServer.start(
            REPOSITORY, folder.resolve("zeppelin"), Path.of(System.getProperty("logs")));
  }

  @AfterAll
  static void endZeppelin() {
    if (zeppelin != null) {
      zeppelin.close();
    }
  }

  @Test
  void theData() throws Exception {
    List<Paragraph> note = run("1-the-data.zpln", Map.of("dataset", made.dataset().toString()));

    assertThat(paragraph(note, "as class").rows())
        .hasSize(SmallRun.CLASSES)
        .contains(
            List.of(
                "0",
                Pattern.STRIPES.id(),
                Pattern.STRIPES.words(),
                String.valueOf(SmallRun.TRAIN_PER_CLASS)));
    assertThat(paragraph(note, "percent_cut_away").rows())
        .extracting(row -> Integer.parseInt(row.get(1)))
        .satisfies(
            counts ->
                assertThat(counts.stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(SmallRun.CLASSES * SmallRun.TRAIN_PER_CLASS));
    assertThat(paragraph(note, "from rejects").rows())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.subList(0, 3)).containsExactly("train", "unknown-format", "1");
              assertThat(row.get(3)).endsWith(SmallRun.BROKEN);
            });

    List<Picture> photographs = Picture.in(paragraph(note, "contactSheet").html());
    assertThat(photographs).hasSize(24).extracting(Picture::caption).contains("polka dots");
    assertThat(Picture.in(paragraph(note, "meanImage").html()))
        .singleElement()
        .satisfies(
            mean ->
                assertThat(pixels(mean.pixels()))
                    .isEqualTo(
                        pixels(ImageIO.read(made.dataset().resolve("stats/mean.png").toFile()))));

    PrincipalComponents colors =
        PrincipalComponents.read(
            new org.apache.hadoop.fs.Path(made.dataset().toUri()), new Configuration());
    assertThat(paragraph(note, "colorComponents").rows())
        .extracting(row -> Double.parseDouble(row.get(1)))
        .containsExactly(colors.deviations()[0], colors.deviations()[1], colors.deviations()[2]);
    // Of two rows of six, the second is the first but five times as strong.
    List<Picture> jittered = Picture.in(paragraph(note, "data.jitter").html());
    assertThat(jittered).hasSize(12);
    double shift = brightness(jittered.get(1)) - brightness(jittered.get(0));
    double strongShift = brightness(jittered.get(7)) - brightness(jittered.get(6));
    assertThat(Math.abs(strongShift)).isGreaterThan(2 * Math.abs(shift));
  }

  @Test
  void theTraining() throws Exception {
    List<Paragraph> note =
        run("2-the-training.zpln", Map.of("runs", made.run() + ", " + made.otherRun()));

    assertThat(paragraph(note, ".progress").rows())
        .extracting(row -> row.subList(0, 5))
        .containsExactly(
            List.of("one-worker", "finished", "4", "2", "80"),
            List.of("two-workers", "finished", "4", "2", "80"));
    assertThat(paragraph(note, "options['--workers']").rows())
        .extracting(row -> row.subList(0, 5))
        .containsExactly(
            List.of("one-worker", "1", "2", "10", "80"),
            List.of("two-workers", "2", "1", "10", "80"));
    assertThat(paragraph(note, "from stages").rows())
        .extracting(row -> row.get(0) + " " + row.get(1))
        .contains("one-worker train", "two-workers average", "two-workers evaluate");
    double best =
        evaluations(made.run()).stream().mapToDouble(EvaluationMetrics::top1).max().orElseThrow();
    assertThat(Double.parseDouble(paragraph(note, "best_round").rows().get(0).get(1)))
        .isCloseTo(100 * (1 - best), within(0.01));
    assertThat(captions(paragraph(note, ".loss")))
        .hasSize(2)
        .first(as(InstanceOfAssertFactories.STRING))
        .contains("two-workers, val")
        .contains(
            String.format(Locale.ROOT, "one-worker, training %.4g", lastRound(made.run()).loss()));
    assertThat(captions(paragraph(note, ".learningRate")))
        .containsExactly("learning rate at last: one-worker 0.01000; two-workers 0.01000");
    assertThat(captions(paragraph(note, ".throughput")))
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .contains("one-worker", "two-workers");
  }

  @Test
  void theNetwork() throws Exception {
    List<Paragraph> note =
        run(
            "3-the-network.zpln",
            Map.of("run", made.run().toString(), "dataset", made.dataset().toString()));

    assertThat(Picture.in(paragraph(note, "network.kernels").html()))
        .hasSize(2)
        .extracting(Picture::caption)
        .contains("Tower 1: 3 kernels of 11 x 11 x 3");
    List<Picture> activations = Picture.in(paragraph(note, ".activations").html());
    // The photograph; then conv1 to conv5, fc6 and fc7 of both towers.
    assertThat(activations).hasSize(1 + 7 * 2);
    Picture conv1 = activations.get(1);
    assertThat(conv1.caption()).isEqualTo("conv1, tower 0: 3 maps of 27 x 27");
    assertThat(pixels(conv1.pixels())).contains(0xFFFFFFFF, 0xFF000000);

    EvaluationMetrics best =
        evaluations(made.run()).stream()
            .max(Comparator.comparingDouble(EvaluationMetrics::top1))
            .orElseThrow();
    int photographs = SmallRun.CLASSES * SmallRun.VAL_PER_CLASS;
    int wrong =
        paragraph(note, "as taken_for").rows().stream()
            .mapToInt(row -> Integer.parseInt(row.get(2)))
            .sum();
    assertThat(1 - (double) wrong / photographs).isCloseTo(best.top1(), within(1e-9));
    assertThat(paragraph(note, ".confusion").html().split("<td", -1))
        .hasSize(1 + SmallRun.CLASSES * SmallRun.CLASSES);
    assertThat(paragraph(note, "validation.guesses").html()).contains("Worst", "class=\"right\"");

    List<Picture> neighbors = Picture.in(paragraph(note, ".neighbors").html());
    assertThat(neighbors).hasSize(1 + 6);
    assertThat(neighbors.subList(1, neighbors.size()))
        .extracting(each -> Double.parseDouble(each.caption().replaceFirst(".*distance ", "")))
        .isSorted();
    LayerMagnitudes conv1AtLast = lastRound(made.run()).layers().get("conv1");
    assertThat(captions(paragraph(note, ".weights")))
        .hasSize(2)
        .allSatisfy(caption -> assertThat(caption).contains("conv1 ", "fc8 "))
        .first(as(InstanceOfAssertFactories.STRING))
        .contains(String.format(Locale.ROOT, "conv1 %.4g;", conv1AtLast.meanWeight()));
  }

  @Test
  void tryIt() throws Exception {
    Path ablation = folder.resolve("half");
    List<Paragraph> note =
        run(
            "4-try-it.zpln",
            Map.of(
                "run", made.run().toString(),
                "photographs", made.photographs().resolve("train/n90017204").toString(),
                "dataset", made.dataset().toString(),
                "ablation", ablation.toString(),
                "options", SmallRun.OPTIONS + " --workers 1 --rounds 2 --towers half",
                "master", "local[1]"));

    String predictions = paragraph(note, ".predictions").html();
    assertThat(Picture.in(predictions)).hasSize(SmallRun.TRAIN_PER_CLASS);
    assertThat(predictions).contains("n90017204_1.JPEG", SmallRun.BROKEN, "unknown-format");
    assertThat(paragraph(note, "job.await").rows())
        .extracting(row -> row.subList(0, 3))
        .containsExactly(List.of("one-worker", "finished", "4"), List.of("half", "finished", "2"));
    assertThat(Files.readString(ablation.resolve("run.json"))).contains("\"--towers\" : \"half\"");
    assertThat(captions(paragraph(note, "$run,$ablation\").loss")))
        .allSatisfy(caption -> assertThat(caption).contains("one-worker, val", "half, val"));
  }

  @Test
  void aPipelineOfYourOwn() throws Exception {
    Path pipeline = folder.resolve("pipeline");
    List<Paragraph> note =
        run(
            "5-a-pipeline.zpln",
            Map.of(
                "run", made.run().toString(),
                "photographs", made.photographs().resolve("train").toString(),
                "pipeline", pipeline.toString()));

    List<List<String>> seen = paragraph(note, "\"predictedWords\", \"prediction\"").rows();
    assertThat(seen).hasSize(SmallRun.CLASSES * SmallRun.TRAIN_PER_CLASS + 1);
    assertThat(seen)
        .filteredOn(row -> !row.get(4).equals("null"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get(0)).endsWith(SmallRun.BROKEN);
              assertThat(row.get(4)).startsWith("unknown-format");
            });
    assertThat(paragraph(note, "taken_for, count(*)").rows())
        .extracting(row -> Integer.parseInt(row.get(2)))
        .satisfies(
            counts ->
                assertThat(counts.stream().mapToInt(Integer::intValue).sum())
                    .as("the same by the function, without the broken one")
                    .isEqualTo(SmallRun.CLASSES * SmallRun.TRAIN_PER_CLASS));
    assertThat(paragraph(note, "pipeline.fit").plainText()).contains("not learnt from: ");
    assertThat(paragraph(note, "PipelineModel.load").rows())
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.get(2)).startsWith("n"));
    assertThat(pipeline.resolve("stages")).isDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1-the-data.zpln",
        "2-the-training.zpln",
        "3-the-network.zpln",
        "4-try-it.zpln",
        "5-a-pipeline.zpln"
      })
  void notesAreKeptWithoutOutputs(String file) throws IOException {
    Note note = Note.read(REPOSITORY.resolve("notebooks").resolve(file));

    assertThat(note.paragraphs())
        .allSatisfy(
            paragraph -> {
              assertThat(paragraph.has("results")).as("%s", paragraph).isFalse();
              assertThat(paragraph.path("status").asText()).isEqualTo("READY");
              assertThat(paragraph.path("settings").path("params")).isEmpty();
            });
  }

  private static List<Paragraph> run(String file, Map<String, String> settings)
      throws IOException, InterruptedException {
    Note note = Note.read(REPOSITORY.resolve("notebooks").resolve(file));
    List<Paragraph> paragraphs = zeppelin.run(note.with(settings));
    assertThat(paragraphs).hasSameSizeAs(note.paragraphs());
    assertThat(paragraphs)
        .allSatisfy(each -> assertThat(each.status()).as("%s", each).isEqualTo("FINISHED"));
    return paragraphs;
  }

  private static Paragraph paragraph(List<Paragraph> note, String code) {
    return note.stream()
        .filter(each -> each.text().contains(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no paragraph with " + code));
  }

  private static List<String> captions(Paragraph paragraph) {
    return Picture.in(paragraph.html()).stream().map(Picture::caption).toList();
  }

  private static List<EvaluationMetrics> evaluations(Path run) throws IOException {
    return metrics(run, EvaluationMetrics.class);
  }

  private static RoundMetrics lastRound(Path run) throws IOException {
    List<RoundMetrics> rounds = metrics(run, RoundMetrics.class);
    return rounds.get(rounds.size() - 1);
  }

  private static <T> List<T> metrics(Path run, Class<T> kind) throws IOException {
    return MetricsFile.read(
            new org.apache.hadoop.fs.Path(run.resolve(MetricsFile.NAME).toUri()),
            new Configuration())
        .stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  private static int[] pixels(BufferedImage picture) {
    return picture.getRGB(
        0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
  }

  /** The mean level of a picture's pixels. */
  private static double brightness(Picture picture) throws IOException {
    return Arrays.stream(pixels(picture.pixels()))
        .mapToDouble(pixel -> ((pixel >> 16 & 0xFF) + (pixel >> 8 & 0xFF) + (pixel & 0xFF)) / 3.0)
        .average()
        .orElseThrow();
  }
}
