package org.alexnetspark.model.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutMaskTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.75})
  void leavesTheRightPartOutAndKeepsTheMean(double probability) {
    float[] mask = mask(100_000, probability, 1, 0, 5);

    double sum = 0;
    int leftOut = 0;
    for (float factor : mask) {
      sum += factor;
      leftOut += factor == 0 ? 1 : 0;
    }
    assertThat(leftOut / 1e5).isCloseTo(probability, within(0.01));
    assertThat(sum / 1e5).isCloseTo(1, within(0.03));
  }

  @Test
  void dependsOnSeedTowerLayerAndPositionAlone() {
    float[] mask = mask(1000, 0.5, 1, 0, 5);

    assertThat(mask(1000, 0.5, 1, 0, 5)).isEqualTo(mask);
    assertThat(mask(2000, 0.5, 1, 0, 5)).startsWith(mask);
    assertThat(mask(1000, 0.5, 2, 0, 5)).isNotEqualTo(mask);
    assertThat(mask(1000, 0.5, 1, 1, 5)).isNotEqualTo(mask);
    assertThat(mask(1000, 0.5, 1, 0, 6)).isNotEqualTo(mask);
  }

  @Test
  void noneKeepsEverythingAsItIs() {
    float[] factors = new float[3];
    DropoutMask.none().fill(factors);
    assertThat(factors).containsExactly(1, 1, 1);
  }

  private static float[] mask(int length, double probability, long seed, int tower, int layer) {
    float[] mask = new float[length];
    DropoutMask.of(probability, seed, tower, layer).fill(mask);
    return mask;
  }
}
