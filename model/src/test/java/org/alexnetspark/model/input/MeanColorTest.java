package org.alexnetspark.model.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeanColorTest {
  private final MeanColor color = new MeanColor(123.68f, 116.779f, 103.939f);

  @Test
  void itsImageHasItInEveryPixelAndIsKnownByThat() {
    float[] image = color.image(4);

    assertThat(image).hasSize(48).startsWith(123.68f, 116.779f, 103.939f, 123.68f);
    assertThat(MeanColor.of(image)).contains(color);
  }

  @Test
  void anImageOfTwoColoursHasNone() {
    float[] image = color.image(4);
    image[47] = 104;

    assertThat(MeanColor.of(image)).isEmpty();
  }

  /** With the colour subtracted from each pixel by hand. */
  @Test
  void subtractingItsImageIsSubtractingItFromEveryPixel() {
    byte[] pixels = new byte[5 * 5 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (7 * i);
    }
    Preparation preparation = new Preparation(5, 3, color.image(5));
    float[] inputs = new float[preparation.length()];

    preparation.prepare(new ViewedImage(pixels, new View(1, 2, false)), inputs, 0);

    float[] levels = {color.red(), color.green(), color.blue()};
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 3; x++) {
        for (int channel = 0; channel < 3; channel++) {
          int stored = pixels[((2 + y) * 5 + 1 + x) * 3 + channel] & 0xFF;
          assertThat(inputs[(y * 3 + x) * 3 + channel]).isEqualTo(stored - levels[channel]);
        }
      }
    }
  }

  @Test
  void whatItWritesItReadsToTheBit() {
    MeanColor exact = MeanColor.of(new double[] {1 / 3.0, 200 / 3.0, 254.9999999});

    assertThat(MeanColor.parse(exact.toString())).isEqualTo(exact);
    assertThat(MeanColor.parse("123.68,116.779,103.939")).isEqualTo(color);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1,2", "1,2,3,4", "1,2,x", "1,2,256", "-1,2,3", "NaN,2,3", "image"})
  void whatIsNoColourIsRefused(String text) {
    assertThatThrownBy(() -> MeanColor.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
