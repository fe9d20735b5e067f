package org.alexnetspark.preprocess.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Photographs of ImageNet, of many sizes: the quick way gives what decoding everything with OpenCV,
 * resizing with its area filter and cutting gives. They are no part of the project: the test is
 * skipped where the folder {@code shared/data/varied} beside the repository (or {@code
 * -Dalexnetspark.data}) is absent.
 */
class RealPhotographsTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("alexnetspark.data", "../../shared/data"), "varied");

  private static final int SIZE = 256;

  @Test
  void theQuickWayGivesTheSameImages() throws Exception {
    assumeTrue(Files.exists(FOLDER), FOLDER + " is absent");
    ImagePreparer preparer = new ImagePreparer(SIZE, ImagePreparer.DEFAULT_MAX_PIXELS);
    double sum = 0;
    double largest = 0;
    List<Path> photographs = photographs();
    for (Path photograph : photographs) {
      byte[] content = Files.readAllBytes(photograph);
      byte[] expected = OpenCvDecoder.decode(content, ImageFormat.JPEG, RealPhotographsTest::crop);
      double difference = meanDifference(preparer.prepare(content).bgr(), expected);
      assertThat(difference).as(photograph.toString()).isLessThan(2);
      sum += difference;
      largest = Math.max(largest, difference);
    }
    System.err.printf(
        Locale.ROOT,
        "%d photographs: mean difference %.4f, of the worst %.4f%n",
        photographs.size(),
        sum / photographs.size(),
        largest);
    assertThat(sum / photographs.size()).isLessThan(0.5);
  }

  private static byte[] crop(Raster photograph) {
    int[] row = new int[photograph.width()];
    byte[] bgr = new byte[photograph.width() * photograph.height() * Raster.CHANNELS];
    int at = 0;
    for (int y = 0; y < photograph.height(); y++) {
      photograph.readRow(y, 0, row.length, row);
      for (int pixel : row) {
        bgr[at++] = (byte) (pixel >>> 8);
        bgr[at++] = (byte) (pixel >>> 16);
        bgr[at++] = (byte) (pixel >>> 24);
      }
    }
    return RescalingTest.resizedByOpenCv(
        Framing.CROP, bgr, photograph.width(), photograph.height());
  }

  private static double meanDifference(byte[] first, byte[] second) {
    long sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += Math.abs((first[i] & 0xFF) - (second[i] & 0xFF));
    }
    return (double) sum / first.length;
  }

  private static List<Path> photographs() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
