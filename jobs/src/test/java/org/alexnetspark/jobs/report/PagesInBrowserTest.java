package org.alexnetspark.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report in a real browser, as wide as a phone, as wide as a screen, and on paper. */
class PagesInBrowserTest {
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
  void nothingIsWiderThanTheScreenAndEveryPictureIsThere(int width, int classes)
      throws IOException {
    Files.writeString(
        folder.resolve("report.html"), ReportPage.render(SampleReport.of(60, classes)));
    Path frame =
        Files.writeString(
            folder.resolve("frame.html"),
            """
            <!DOCTYPE html><html><head></head><body>
            <iframe id="page" src="report.html" style="width:%dpx;height:800px;border:0"></iframe>
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
            """
                .formatted(width));

    String[] measured = browser.textOf(frame).split(" ", -1);

    assertThat(Integer.parseInt(measured[0])).as("width in pixels").isLessThanOrEqualTo(width);
    assertThat(Integer.parseInt(measured[1])).as("pictures").isEqualTo(10);
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
