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

/**
 * The crop in one step is the one that Krizhevsky's make-data took: OpenCV's resize, then a cut.
 */
class CentralCropTest {
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
    byte[] crop =
        new CentralCrop(SIZE).of(new BgrRaster(width, height, width * 3, ByteBuffer.wrap(bgr)));
    byte[] expected = resizedByOpenCv(bgr, width, height);

    long sum = 0;
    int largest = 0;
    for (int i = 0; i < crop.length; i++) {
      int difference = Math.abs((crop[i] & 0xFF) - (expected[i] & 0xFF));
      sum += difference;
      largest = Math.max(largest, difference);
    }
    assertThat((double) sum / crop.length).as("mean difference").isLessThan(0.05);
    assertThat(largest).as("largest difference").isLessThanOrEqualTo(2);
  }

  @Test
  void copiesAnImageThatFits() {
    byte[] bgr = bgr(Photographs.draw(SIZE, SIZE, 1));
    assertThat(new CentralCrop(SIZE).of(new BgrRaster(SIZE, SIZE, SIZE * 3, ByteBuffer.wrap(bgr))))
        .isEqualTo(bgr);
  }

  @Test
  void takesAPanoramaThatWouldFillMemoryIfItWereResizedWhole() {
    byte[] flat = new byte[60_000 * 3];
    Arrays.fill(flat, (byte) 200);
    byte[] crop =
        new CentralCrop(SIZE).of(new BgrRaster(60_000, 1, flat.length, ByteBuffer.wrap(flat)));
    assertThat(crop).hasSize(SIZE * SIZE * 3).containsOnly((byte) 200);
  }

  @Test
  void reusesItsBuffersWithoutATrace() {
    CentralCrop crop = new CentralCrop(SIZE);
    byte[] first = bgr(Photographs.draw(400, 300, 1));
    byte[] second = bgr(Photographs.draw(90, 120, 2));
    byte[] before = crop.of(new BgrRaster(400, 300, 1200, ByteBuffer.wrap(first)));
    crop.of(new BgrRaster(90, 120, 270, ByteBuffer.wrap(second)));
    assertThat(crop.of(new BgrRaster(400, 300, 1200, ByteBuffer.wrap(first)))).isEqualTo(before);
  }

  static byte[] resizedByOpenCv(byte[] bgr, int width, int height) {
    Geometry geometry = Geometry.of(width, height, SIZE);
    int filter =
        Math.min(width, height) > SIZE ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_CUBIC;
    try (BytePointer samples = new BytePointer(bgr);
        Mat source = new Mat(height, width, opencv_core.CV_8UC3, samples);
        Size size = new Size(geometry.resizedWidth(), geometry.resizedHeight());
        Mat resized = new Mat();
        Rect rectangle = new Rect(geometry.left(), geometry.top(), SIZE, SIZE)) {
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
