package org.alexnetspark.model.specification;

import static org.assertj.core.api.Assertions.assertThat;

import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.junit.jupiter.api.Test;

class ParameterLayoutTest {

  private final ParameterLayout layout = new ParameterLayout(AlexNet.paper(7).withWidth(0.1));

  @Test
  void everyNumberBelongsToExactlyOneLayer() {
    int next = 0;
    for (int tower = 0; tower < 2; tower++) {
      for (int layer = 0; layer < 8; layer++) {
        Range weights = layout.weights(tower, layer);
        assertThat(weights.offset()).isEqualTo(next);
        next = weights.end();
      }
      assertThat(layout.weights(tower).end()).isEqualTo(next);
      for (int layer = 0; layer < 8; layer++) {
        Range biases = layout.biases(tower, layer);
        assertThat(biases.offset()).isEqualTo(next);
        next = biases.end();
      }
      assertThat(layout.tower(tower).end()).isEqualTo(next);
    }
    assertThat(layout.length()).isEqualTo(next);
  }

  @Test
  void weightsThatDecayAreOneStretchBeforeTheBiases() {
    assertThat(layout.weights(1).offset()).isEqualTo(layout.tower(1).offset());
    assertThat(layout.biases(1).offset()).isEqualTo(layout.weights(1).end());
    assertThat(layout.biases(1).length()).isEqualTo(5 + 13 + 19 + 19 + 13 + 205 + 205 + 3);
  }
}
