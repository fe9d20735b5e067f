package org.alexnetspark.preprocess.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Difficult and broken files from the test suites of image libraries. They are under their own
 * licences and no part of the project: the test is skipped where the folder {@code
 * shared/data/nasty} beside the repository (or {@code -Dalexnetspark.data}) is absent.
 */
class NastyFilesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("alexnetspark.data", "../../shared/data"), "nasty");

  /** Profiles are not applied, and inks are mixed in more than one way. */
  private static final int CMYK_TOLERANCE = 12;

  private static final int TOLERANCE = 3;

  @TestFactory
  Stream<DynamicTest> everyFileIsWhatTheManifestSays() throws IOException {
    Path manifest = FOLDER.resolve("MANIFEST.tsv");
    assumeTrue(Files.exists(manifest), manifest + " is absent");
    List<String> lines = Files.readAllLines(manifest);
    List<String> columns = List.of(lines.get(0).split("\t", -1));
    return lines.stream()
        .skip(1)
        .map(line -> row(columns, line))
        .map(row -> DynamicTest.dynamicTest(row.get("file"), () -> check(row)));
  }

  private static Map<String, String> row(List<String> columns, String line) {
    String[] cells = line.split("\t", -1);
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      row.put(columns.get(i), cells[i]);
    }
    return row;
  }

  private static void check(Map<String, String> row) throws IOException {
    byte[] content = Files.readAllBytes(FOLDER.resolve(row.get("file")));
    String expected = row.get("expected");
    try {
      PreparedImage image =
          new ImagePreparer(256, ImagePreparer.DEFAULT_MAX_PIXELS).prepare(content);
      assertThat(expected).isIn("decode", "either", "bomb");
      assertThat(image.sourceWidth() + " x " + image.sourceHeight())
          .isEqualTo(row.get("upright_width") + " x " + row.get("upright_height"));
      checkMean(row, content);
    } catch (ImageRejectedException e) {
      if (expected.equals("decode")) {
        fail("rejected as %s: %s", e.reason(), e.getMessage());
      }
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  /** The manifest has the mean of the whole image, before the crop. */
  private static void checkMean(Map<String, String> row, byte[] content)
      throws ImageRejectedException {
    if (row.get("mean_rgb").isEmpty()) {
      return;
    }
    double[] mean =
        new ImagePreparer(256, ImagePreparer.DEFAULT_MAX_PIXELS)
            .decode(content, NastyFilesTest::mean);
    double[] expected =
        Arrays.stream(row.get("mean_rgb").split(",")).mapToDouble(Double::parseDouble).toArray();
    boolean cmyk = row.get("what").contains("CMYK") || row.get("what").contains("YCCK");
    for (int channel = 0; channel < 3; channel++) {
      assertThat(mean[channel])
          .as("mean of channel %d", channel)
          .isBetween(
              expected[channel] - (cmyk ? CMYK_TOLERANCE : TOLERANCE),
              expected[channel] + (cmyk ? CMYK_TOLERANCE : TOLERANCE));
    }
  }

  private static double[] mean(Raster photograph) {
    double[] sums = new double[3];
    int[] row = new int[photograph.width()];
    for (int y = 0; y < photograph.height(); y++) {
      photograph.readRow(y, 0, row.length, row);
      for (int pixel : row) {
        for (int channel = 0; channel < 3; channel++) {
          sums[channel] += pixel >>> (24 - 8 * channel) & 0xFF;
        }
      }
    }
    double pixels = (double) photograph.width() * photograph.height();
    return Arrays.stream(sums).map(sum -> sum / pixels).toArray();
  }
}
