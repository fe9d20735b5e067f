package org.alexnetspark.model.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PreparationTest {
  private static final int SIZE = 8;
  private static final int CROP = 5;

  private final byte[] pixels = new byte[SIZE * SIZE * 3];
  private final Preparation preparation;

  PreparationTest() {
    new Random(1).nextBytes(pixels);
    float[] mean = new float[SIZE * SIZE * 3];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = i / 2f;
    }
    preparation = new Preparation(SIZE, CROP, mean);
  }

  private float lessMean(int y, int x, int channel) {
    int index = (y * SIZE + x) * 3 + channel;
    return Byte.toUnsignedInt(pixels[index]) - preparation.mean()[index];
  }

  private static float at(float[] input, int offset, int y, int x, int channel) {
    return input[offset + (y * CROP + x) * 3 + channel];
  }

  @Test
  void theMeanIsSubtractedWhereTheCropLies() {
    float[] out = new float[7 + preparation.length()];
    preparation.prepare(new ViewedImage(pixels, new View(2, 3, false)), out, 7);
    for (int y = 0; y < CROP; y++) {
      for (int x = 0; x < CROP; x++) {
        for (int channel = 0; channel < 3; channel++) {
          assertThat(at(out, 7, y, x, channel)).isEqualTo(lessMean(3 + y, 2 + x, channel));
        }
      }
    }
    assertThat(out).startsWith(0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aMirroredCropIsTheSameCropFromRightToLeft() {
    float[] out = new float[preparation.length()];
    preparation.prepare(new ViewedImage(pixels, new View(1, 0, true)), out, 0);
    for (int y = 0; y < CROP; y++) {
      for (int x = 0; x < CROP; x++) {
        assertThat(at(out, 0, y, x, 2)).isEqualTo(lessMean(y, 1 + CROP - 1 - x, 2));
      }
    }
  }

  @Test
  void everyColourIsShiftedByItsOwn() {
    for (boolean mirrored : new boolean[] {false, true}) {
      View view = new View(0, 0, mirrored);
      float[] plain = new float[preparation.length()];
      float[] shifted = new float[preparation.length()];
      preparation.prepare(new ViewedImage(pixels, view), plain, 0);
      preparation.prepare(new ViewedImage(pixels, view, new float[] {1, -2, 4}), shifted, 0);
      for (int i = 0; i < plain.length; i += 3) {
        assertThat(shifted[i]).isEqualTo(plain[i] + 1);
        assertThat(shifted[i + 1]).isEqualTo(plain[i + 1] - 2);
        assertThat(shifted[i + 2]).isEqualTo(plain[i + 2] + 4);
      }
    }
  }

  @Test
  void viewedImagesArePreparedWhenTheirNumbersAreAskedFor() {
    ViewedImage first = new ViewedImage(pixels, new View(1, 2, true));
    ViewedImage second = new ViewedImage(pixels, new View(3, 0, false));
    float[] expected = new float[2 * preparation.length()];
    preparation.prepare(first, expected, 0);
    preparation.prepare(second, expected, preparation.length());

    ViewedImages images = new ViewedImages(preparation, List.of(first, second));

    assertThat(images.numbers()).isEqualTo(expected);
    assertThat(images.count(preparation.length())).isEqualTo(2);
    assertThat(images.count(4 * 4 * 3)).as("images of another size").isZero();
  }

  @Test
  void whatDoesNotFitTheStoredImagesIsRefused() {
    assertThatThrownBy(() -> new Preparation(200, 224, new float[200 * 200 * 3]))
        .hasMessage("a crop of 224 does not fit into images of 200 x 200");
    assertThatThrownBy(() -> new Preparation(256, 224, new float[224 * 224 * 3]))
        .hasMessage("a mean image of 150528 numbers for images of 256 x 256");
  }
}
