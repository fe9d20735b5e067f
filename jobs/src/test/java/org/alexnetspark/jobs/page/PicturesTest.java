package org.alexnetspark.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class PicturesTest {
  private static final int WHITE = 0xFFFFFFFF;
  private static final int BLACK = 0xFF000000;
  private static final int HALF = 0xFF808080;

  @Test
  void mapsStandSideBySideWithTheLargestActivationWhite() {
    // Two maps of 2 x 2, the last index that of the map: 4 is the largest, 2 its half.
    float[] activations = {4, 0, 0, 2, -1, 0, 0, 0};

    BufferedImage picture = Pictures.ofMaps(activations, 2);

    assertThat(picture.getWidth()).isEqualTo(1 + 2 * 3);
    assertThat(picture.getHeight()).isEqualTo(1 + 3);
    assertThat(picture.getRGB(1, 1)).isEqualTo(WHITE);
    assertThat(picture.getRGB(2, 1)).isEqualTo(BLACK);
    assertThat(picture.getRGB(1, 2)).as("less than zero").isEqualTo(BLACK);
    assertThat(picture.getRGB(4 + 1, 1)).as("the other map").isEqualTo(HALF);
  }
}
