package org.alexnetspark.model.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitializationTest {

  private static final NetworkSpecification SPECIFICATION = AlexNet.paper(100).withWidth(0.25);
  private static final ParameterLayout LAYOUT = new ParameterLayout(SPECIFICATION);

  @Test
  void paper() {
    float[] parameters = Initialization.PAPER.parameters(SPECIFICATION, 1, 74);

    for (int layer = 0; layer < 8; layer++) {
      assertThat(deviation(parameters, layer)).isCloseTo(0.01, within(3e-4));
      boolean raised = layer == 1 || layer == 3 || layer == 4 || layer == 5 || layer == 6;
      assertThat(biases(parameters, layer)).containsOnly(raised ? 1f : 0f);
    }
  }

  @Test
  void sourceIsWiderInConv3To5() {
    float[] parameters = Initialization.SOURCE.parameters(SPECIFICATION, 1, 74);

    for (int layer = 0; layer < 8; layer++) {
      boolean wider = layer >= 2 && layer <= 4;
      assertThat(deviation(parameters, layer)).isCloseTo(wider ? 0.03 : 0.01, within(5e-4));
    }
    assertThat(biases(parameters, 1)).containsOnly(1f);
    assertThat(biases(parameters, 2)).containsOnly(0f);
  }

  @Test
  void caffe() {
    float[] parameters = Initialization.CAFFE.parameters(SPECIFICATION, 1, 74);

    assertThat(deviation(parameters, 4)).isCloseTo(0.01, within(1e-4));
    assertThat(deviation(parameters, 5)).isCloseTo(0.005, within(5e-5));
    assertThat(deviation(parameters, 6)).isCloseTo(0.005, within(5e-5));
    assertThat(deviation(parameters, 7)).isCloseTo(0.01, within(2e-4));
    assertThat(biases(parameters, 1)).containsOnly(0.1f);
    assertThat(biases(parameters, 2)).containsOnly(0f);
  }

  @Test
  void heDividesConv1ByThePixelsDeviation() {
    float[] parameters = Initialization.HE.parameters(SPECIFICATION, 1, 60);

    assertThat(deviation(parameters, 0) / (Math.sqrt(2.0 / 363) / 60)).isCloseTo(1, within(0.03));
    assertThat(deviation(parameters, 5) / Math.sqrt(2.0 / (36 * 64))).isCloseTo(1, within(0.01));
    assertThat(biases(parameters, 5)).containsOnly(0f);
  }

  /** The layers of one tower read half of what the others write. */
  @Test
  void glorotCountsWhatAnInputFeedsToo() {
    float[] parameters = Initialization.GLOROT.parameters(SPECIFICATION, 1, 60);

    LayerSpecification conv2 = SPECIFICATION.layer("conv2");
    int readers = conv2.outputChannels(0);
    assertThat(deviation(parameters, 1) / Math.sqrt(2.0 / (conv2.fanIn() + 25 * readers)))
        .isCloseTo(1, within(0.03));
    LayerSpecification fc7 = SPECIFICATION.layer("fc7");
    assertThat(
            deviation(parameters, 6) / Math.sqrt(2.0 / (fc7.fanIn() + fc7.totalOutputChannels())))
        .isCloseTo(1, within(0.03));
    assertThat(biases(parameters, 5)).containsOnly(0f);
  }

  @ParameterizedTest
  @EnumSource(Initialization.class)
  void theSameSeedGivesTheSameBitsAndAnotherSeedOthers(Initialization initialization) {
    float[] parameters = initialization.parameters(SPECIFICATION, 5, 74);

    assertThat(initialization.parameters(SPECIFICATION, 5, 74)).isEqualTo(parameters);
    assertThat(initialization.parameters(SPECIFICATION, 6, 74)).isNotEqualTo(parameters);
  }

  @Test
  void theBitsAreTheSameForEver() {
    float[] parameters = Initialization.PAPER.parameters(SPECIFICATION, 0, 74);

    assertThat(Arrays.hashCode(parameters)).isEqualTo(HASH_OF_SEED_0);
  }

  private static final int HASH_OF_SEED_0 = 1842291702;

  @Test
  void towersStartDifferently() {
    float[] parameters = Initialization.PAPER.parameters(SPECIFICATION, 0, 74);

    assertThat(parameters[LAYOUT.weights(0, 0).offset()])
        .isNotEqualTo(parameters[LAYOUT.weights(1, 0).offset()]);
  }

  private static double deviation(float[] parameters, int layer) {
    double squares = 0;
    Range range = LAYOUT.weights(1, layer);
    for (int i = range.offset(); i < range.end(); i++) {
      squares += parameters[i] * parameters[i];
    }
    return Math.sqrt(squares / range.length());
  }

  private static float[] biases(float[] parameters, int layer) {
    Range range = LAYOUT.biases(0, layer);
    return Arrays.copyOfRange(parameters, range.offset(), range.end());
  }
}
