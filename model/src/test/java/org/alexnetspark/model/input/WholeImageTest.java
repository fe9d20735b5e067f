package org.alexnetspark.model.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WholeImageTest {
  private static final float[] TWO_BY_THREE = {
    11, 12, 13, 21, 22, 23, 31, 32, 33,
    41, 42, 43, 51, 52, 53, 61, 62, 63
  };

  @Test
  void aPartIsCopiedAndMirroredByPixels() {
    WholeImage image = new WholeImage(2, 3, TWO_BY_THREE);
    float[] target = new float[7];

    image.copy(1, 1, 1, 2, true, target, 1);

    assertThat(target).containsExactly(0, 61, 62, 63, 51, 52, 53);
  }

  @Test
  void allOfItIsCopied() {
    float[] target = new float[18];

    new WholeImage(2, 3, TWO_BY_THREE).copy(false, target, 0);

    assertThat(target).isEqualTo(TWO_BY_THREE);
  }

  @Test
  void anImageAsLargeAsTheMeanImageLosesItPixelByPixelAndAnyOtherTheMeanColor() {
    PixelMean mean = new PixelMean(new float[] {1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9});
    byte[] pixels = new byte[12];
    Arrays.fill(pixels, (byte) 200);

    assertThat(mean.subtractedFrom(pixels, 2, 2))
        .containsExactly(199, 198, 197, 197, 196, 195, 195, 194, 193, 193, 192, 191);
    assertThat(mean.subtractedFrom(pixels, 1, 4))
        .containsExactly(196, 195, 194, 196, 195, 194, 196, 195, 194, 196, 195, 194);
  }
}
