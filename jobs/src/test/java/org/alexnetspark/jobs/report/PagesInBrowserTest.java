package org.alexnetspark.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.alexnetspark.jobs.page.Browser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages in a real browser, as wide as a phone, as wide as a screen, and on paper. */
class PagesInBrowserTest {
  private static final int PHONE = 390;

  @TempDir private Path folder;
  private Browser browser;

  @BeforeEach
  void findBrowser() {
    Optional<Browser> found = Browser.find(folder);
    assumeTrue(found.isPresent(), "skipped: there is no Chromium on the PATH");
    browser = found.orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"390, 10", "390, 100", "1280, 40"})
  void noReportIsWiderThanTheScreenAndEveryPictureIsThere(int width, int classes)
      throws IOException {
    Path page =
        Files.writeString(
            folder.resolve("page.html"), ReportPage.render(SampleReport.of(60, classes)));

    assertFits(page, width, 10);
  }

  @Test
  void thePagesOfTheCommandsFitOnAPhone() throws IOException {
    TinyTask task = TinyTask.get();
    String photographs = task.photographs("val").toString();
    Path evaluation = folder.resolve("evaluation.html");
    Path predictions = folder.resolve("predictions.html");
    Path neighbors = folder.resolve("neighbors.html");
    try (SparkForTests spark = SparkForTests.local(2)) {
      write(evaluation, "evaluate", "--data", task.dataset(), "--model", task.model(1));
      write(predictions, "predict", "--input", photographs, "--model", task.model(1));
      write(
          neighbors,
          "neighbors",
          "--input",
          photographs,
          "--data",
          task.dataset(),
          "--model",
          task.model(1));
    }

    assertFits(evaluation, PHONE, 4 * 6);
    assertFits(predictions, PHONE, 20);
    assertFits(neighbors, PHONE, 20 * (1 + 6));
  }

  private static void write(Path page, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--page";
    all[arguments.length + 1] = page.toString();
    assertThat(TrainJar.run(all)).isZero();
  }

  private void assertFits(Path page, int width, int pictures) throws IOException {
    Path frame =
        Files.writeString(
            folder.resolve("frame.html"),
            String.format(
                Locale.ROOT,
                """
            <!DOCTYPE html><html><head></head><body>
            <iframe id="page" src="%s" style="width:%dpx;height:800px;border:0"></iframe>
            <script>
            window.onload = () => {
              const page = document.getElementById("page").contentDocument;
              const pictures = [...page.images];
              document.body.textContent = [
                page.documentElement.scrollWidth,
                pictures.length,
                pictures.filter(picture => picture.naturalWidth > 0 && picture.clientWidth > 0).length
              ].join(" ");
            };
            </script></body></html>
            """,
                page.getFileName(),
                width));

    String[] measured = browser.textOf(frame).split(" ", -1);

    assertThat(Integer.parseInt(measured[0])).as("width in pixels").isLessThanOrEqualTo(width);
    assertThat(Integer.parseInt(measured[1])).as("pictures").isEqualTo(pictures);
    assertThat(measured[2]).as("pictures that are shown").isEqualTo(measured[1]);
  }

  @Test
  void itPrintsOnAFewPages() throws IOException {
    Path page =
        Files.writeString(
            folder.resolve("report.html"), ReportPage.render(SampleReport.of(60, 10)));

    String pdf = Files.readString(browser.print(page), StandardCharsets.ISO_8859_1);

    assertThat(pdf.split("/Type\\s*/Page\\b", -1).length - 1).as("pages").isBetween(2, 6);
  }
}
