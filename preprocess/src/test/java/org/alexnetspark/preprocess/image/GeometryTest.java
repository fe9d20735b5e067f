package org.alexnetspark.preprocess.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {
  @ParameterizedTest(name = "{0} x {1} is resized to {2} x {3} and cut at {4}, {5}")
  @CsvSource({
    "500, 375, 341, 256, 42, 0",
    "375, 500, 256, 341, 0, 42",
    "500, 333, 384, 256, 64, 0",
    "256, 256, 256, 256, 0, 0",
    "224, 224, 256, 256, 0, 0",
    // 257 * 256 / 256 is exact; an odd margin leaves the larger part right or below.
    "257, 256, 257, 256, 0, 0",
    "259, 256, 259, 256, 1, 0",
    "8000, 1, 2048000, 256, 1023872, 0",
    "1, 8000, 256, 2048000, 0, 1023872",
    // 3 * 256 / 512 = 1.5 is rounded up.
    "515, 512, 258, 256, 1, 0",
  })
  void resizesTheShorterSideAndCutsTheCentre(
      int width, int height, int resizedWidth, int resizedHeight, int left, int top) {
    assertThat(Geometry.of(Framing.CROP, new ImageSize(width, height), 256))
        .isEqualTo(new Geometry(new ImageSize(resizedWidth, resizedHeight), left, top, 256, 256));
  }

  @ParameterizedTest(name = "of {0} x {1}, {4} x {5} are kept from {2}, {3} on")
  @CsvSource({
    "500, 375, 0, 0, 341, 256",
    "375, 500, 0, 0, 256, 341",
    "256, 256, 0, 0, 256, 256",
    // No more than four times as long as wide; the middle.
    "400, 100, 0, 0, 1024, 256",
    "402, 100, 2, 0, 1024, 256",
    "8000, 1, 1023488, 0, 1024, 256",
    "1, 8000, 0, 1023488, 256, 1024",
  })
  void keepsAllOfAnImageThatIsNotTooLong(
      int width, int height, int left, int top, int keptWidth, int keptHeight) {
    ImageSize size = new ImageSize(width, height);
    assertThat(Geometry.of(Framing.WHOLE, size, 256))
        .isEqualTo(new Geometry(size.withShorter(256), left, top, keptWidth, keptHeight));
  }

  @Test
  void neverComesOutSmallerThanTheCrop() {
    for (int width = 1; width < 700; width++) {
      for (int height = 1; height < 700; height += 3) {
        assertThat(new ImageSize(width, height).withShorter(256).shorter()).isEqualTo(256);
      }
    }
  }
}
