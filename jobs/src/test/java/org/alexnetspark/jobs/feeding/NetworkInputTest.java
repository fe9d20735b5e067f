package org.alexnetspark.jobs.feeding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkInputTest {
  private static final int SIZE = 8;
  private static final int CROP = 5;

  private final byte[] pixels = new byte[SIZE * SIZE * 3];
  private final float[] mean = new float[SIZE * SIZE * 3];

  NetworkInputTest() {
    new Random(1).nextBytes(pixels);
    for (int i = 0; i < mean.length; i++) {
      mean[i] = i / 2f;
    }
  }

  private float expected(int y, int x, int channel) {
    int index = (y * SIZE + x) * 3 + channel;
    return Byte.toUnsignedInt(pixels[index]) - mean[index];
  }

  private static float at(float[] input, int offset, int y, int x, int channel) {
    return input[offset + (y * CROP + x) * 3 + channel];
  }

  private NetworkInput input(NetworkInput.Jitter jitter) {
    return new NetworkInput(SIZE, CROP, mean, jitter);
  }

  @Test
  void theMeanIsSubtractedWhereTheCropLies() {
    NetworkInput input = input(NetworkInput.Jitter.none());
    float[] out = new float[7 + input.length()];
    input.plain(pixels, new View(2, 3, false), out, 7);
    for (int y = 0; y < CROP; y++) {
      for (int x = 0; x < CROP; x++) {
        for (int channel = 0; channel < 3; channel++) {
          assertThat(at(out, 7, y, x, channel)).isEqualTo(expected(3 + y, 2 + x, channel));
        }
      }
    }
    assertThat(out).startsWith(0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aMirroredCropIsTheSameCropFromRightToLeft() {
    NetworkInput input = input(NetworkInput.Jitter.none());
    float[] out = new float[input.length()];
    input.plain(pixels, new View(1, 0, true), out, 0);
    for (int y = 0; y < CROP; y++) {
      for (int x = 0; x < CROP; x++) {
        assertThat(at(out, 0, y, x, 2)).isEqualTo(expected(y, 1 + CROP - 1 - x, 2));
      }
    }
  }

  @Test
  void jitterShiftsTheWholeImageAlongThePrincipalComponents() {
    double[][] vectors = {{1, 0, 0}, {0, 0.6, 0.8}, {0, 0.8, -0.6}};
    NetworkInput jittered = input(new NetworkInput.Jitter(0.1, new double[] {50, 0, 0}, vectors));
    NetworkInput plain = input(new NetworkInput.Jitter(0, new double[] {50, 0, 0}, vectors));
    float[] shifted = new float[jittered.length()];
    float[] unshifted = new float[jittered.length()];
    double sumOfSquares = 0;
    int draws = 2000;
    for (long seed = 0; seed < draws; seed++) {
      jittered.augmented(pixels, seed, shifted, 0);
      plain.augmented(pixels, seed, unshifted, 0);
      float shift = shifted[0] - unshifted[0];
      for (int i = 0; i < shifted.length; i += 3) {
        assertThat(shifted[i] - unshifted[i]).isCloseTo(shift, within(1e-3f));
        assertThat(shifted[i + 1]).isEqualTo(unshifted[i + 1]);
        assertThat(shifted[i + 2]).isEqualTo(unshifted[i + 2]);
      }
      sumOfSquares += shift * shift;
    }
    double deviation = Math.sqrt(sumOfSquares / draws);
    assertThat(deviation).as("0.1 * sqrt(lambda)").isCloseTo(5, within(0.3));
  }

  @Test
  void randomCropsReachEveryOffsetAndBothDirections() {
    NetworkInput input =
        new NetworkInput(SIZE, CROP, new float[mean.length], NetworkInput.Jitter.none());
    byte[] places = new byte[SIZE * SIZE * 3];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        places[(y * SIZE + x) * 3] = (byte) (10 * y + x);
      }
    }
    float[] out = new float[input.length()];
    java.util.Set<String> seen = new java.util.HashSet<>();
    for (long seed = 0; seed < 2000; seed++) {
      input.augmented(places, Seeds.derive(3, seed), out, 0);
      boolean mirrored = at(out, 0, 0, 0, 0) > at(out, 0, 0, 1, 0);
      int corner = (int) at(out, 0, 0, mirrored ? CROP - 1 : 0, 0);
      seen.add(corner + (mirrored ? "m" : ""));
    }
    int offsets = SIZE - CROP + 1;
    assertThat(seen).hasSize(2 * offsets * offsets);
  }

  @Test
  void theSameSeedGivesTheSameInput() {
    NetworkInput input =
        input(
            new NetworkInput.Jitter(
                0.1, new double[] {9, 8, 7}, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
    float[] first = new float[input.length()];
    float[] second = new float[input.length()];
    input.augmented(pixels, 42, first, 0);
    input.augmented(pixels, 42, second, 0);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void tenViewsAreFourCornersAndTheCentreAndTheirMirrorImages() {
    List<View> views = View.ten(256, 224);
    assertThat(views)
        .containsExactlyInAnyOrder(
            new View(0, 0, false),
            new View(32, 0, false),
            new View(16, 16, false),
            new View(0, 32, false),
            new View(32, 32, false),
            new View(0, 0, true),
            new View(32, 0, true),
            new View(16, 16, true),
            new View(0, 32, true),
            new View(32, 32, true));
  }

  @Test
  void aCropLargerThanTheImageIsRefused() {
    assertThatThrownBy(() -> new NetworkInput(200, 224, mean, NetworkInput.Jitter.none()))
        .hasMessageContaining("224")
        .hasMessageContaining("200 x 200");
  }
}
