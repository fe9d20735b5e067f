package org.alexnetspark.preprocess.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.alexnetspark.preprocess.Photographs;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A part in one step is the one that Krizhevsky's make-data took: OpenCV's resize, then a cut. */
class RescalingTest {
  private static final int SIZE = 256;

  @ParameterizedTest(name = "{0} x {1}")
  @CsvSource({
    "500, 375",
    "375, 500",
    "500, 333",
    "640, 480",
    "2000, 1500",
    "257, 300",
    "256, 256",
    "256, 400",
    "224, 224",
    "100, 80",
    "60, 200",
    "17, 400",
    "1000, 999",
    "1, 1",
    "2, 3"
  })
  void equalsResizingAllOfItWithOpenCv(int width, int height) {
    byte[] bgr = bgr(Photographs.draw(width, height, 7));
    for (Framing framing : Framing.values()) {
      byte[] part = part(framing, bgr, width, height);
      assertNearlyEqual(part, resizedByOpenCv(framing, bgr, width, height));
    }
  }

  private static void assertNearlyEqual(byte[] part, byte[] expected) {
    assertThat(part).hasSameSizeAs(expected);
    long sum = 0;
    int largest = 0;
    for (int i = 0; i < part.length; i++) {
      int difference = Math.abs((part[i] & 0xFF) - (expected[i] & 0xFF));
      sum += difference;
      largest = Math.max(largest, difference);
    }
    assertThat((double) sum / part.length).as("mean difference").isLessThan(0.05);
    assertThat(largest).as("largest difference").isLessThanOrEqualTo(2);
  }

  private static byte[] part(Framing framing, byte[] bgr, int width, int height) {
    return new Rescaling().part(raster(bgr, width, height), geometry(framing, width, height));
  }

  private static BgrRaster raster(byte[] bgr, int width, int height) {
    return new BgrRaster(width, height, width * 3, ByteBuffer.wrap(bgr));
  }

  private static Geometry geometry(Framing framing, int width, int height) {
    return Geometry.of(framing, new ImageSize(width, height), SIZE);
  }

  @Test
  void copiesAnImageThatFits() {
    byte[] bgr = bgr(Photographs.draw(SIZE, SIZE, 1));
    assertThat(part(Framing.CROP, bgr, SIZE, SIZE)).isEqualTo(bgr);
    byte[] wide = bgr(Photographs.draw(SIZE + 77, SIZE, 1));
    assertThat(part(Framing.WHOLE, wide, SIZE + 77, SIZE)).isEqualTo(wide);
  }

  @Test
  void takesAPanoramaThatWouldFillMemoryIfItWereResizedWhole() {
    byte[] flat = new byte[60_000 * 3];
    Arrays.fill(flat, (byte) 200);
    assertThat(part(Framing.CROP, flat, 60_000, 1))
        .hasSize(SIZE * SIZE * 3)
        .containsOnly((byte) 200);
    assertThat(part(Framing.WHOLE, flat, 60_000, 1))
        .as("its middle")
        .hasSize(4 * SIZE * SIZE * 3)
        .containsOnly((byte) 200);
  }

  @Test
  void reusesItsBuffersWithoutATrace() {
    Rescaling rescaling = new Rescaling();
    Raster large = raster(bgr(Photographs.draw(400, 300, 1)), 400, 300);
    Raster small = raster(bgr(Photographs.draw(90, 120, 2)), 90, 120);
    byte[] shrunk = rescaling.part(large, geometry(Framing.CROP, 400, 300));
    byte[] enlarged = rescaling.part(small, geometry(Framing.CROP, 90, 120));
    rescaling.part(large, geometry(Framing.WHOLE, 400, 300));
    rescaling.part(small, geometry(Framing.WHOLE, 90, 120));
    assertThat(rescaling.part(large, geometry(Framing.CROP, 400, 300))).isEqualTo(shrunk);
    assertThat(rescaling.part(small, geometry(Framing.CROP, 90, 120))).isEqualTo(enlarged);
  }

  static byte[] resizedByOpenCv(Framing framing, byte[] bgr, int width, int height) {
    Geometry geometry = geometry(framing, width, height);
    int filter =
        Math.min(width, height) > SIZE ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_CUBIC;
    try (BytePointer samples = new BytePointer(bgr);
        Mat source = new Mat(height, width, opencv_core.CV_8UC3, samples);
        Size size = new Size(geometry.resized().width(), geometry.resized().height());
        Mat resized = new Mat();
        Rect rectangle =
            new Rect(geometry.left(), geometry.top(), geometry.width(), geometry.height())) {
      opencv_imgproc.resize(source, resized, size, 0, 0, filter);
      try (Mat crop = new Mat(resized, rectangle);
          Mat whole = crop.clone()) {
        return bytes(whole.createBuffer());
      }
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] bgr(BufferedImage image) {
    ByteBuffer samples = ByteBuffer.allocate(image.getWidth() * image.getHeight() * 3);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        samples.put((byte) rgb).put((byte) (rgb >> 8)).put((byte) (rgb >> 16));
      }
    }
    return samples.array();
  }

  /**
   * A photograph of 324 x 244 was refused: the last column's last weight is 0, the one before's
   * not.
   */
  @Test
  void noWeightLiesBeyondTheEndWhateverTheSize() {
    for (int input = 1; input < 256; input++) {
      for (int resized : new int[] {256, 300, 340}) {
        Taps taps = Taps.cubic(input, resized, (resized - 256) / 2, 256, 1 << 11);
        for (int output = 0; output < 256; output++) {
          for (int tap = 0; tap < taps.length(); tap++) {
            if (taps.weight(output, tap) != 0) {
              assertThat(taps.first()[output] + tap).isLessThan(taps.end());
            }
          }
        }
      }
    }
  }
}
