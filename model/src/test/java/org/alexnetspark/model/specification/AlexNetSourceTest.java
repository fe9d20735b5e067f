package org.alexnetspark.model.specification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parameters counted by hand: kernels x (window x window x channels read + 1). */
class AlexNetSourceTest {

  private static final int CONV1 = 96 * (11 * 11 * 3 + 1);

  @ParameterizedTest
  @EnumSource(names = {"NET_145", "NET_147", "NET_148"})
  void theNetworkOfTheTablesAndTwoAblationsHaveThePapersParameters(AlexNetSource net) {
    int conv2 = 256 * (5 * 5 * 48 + 1);
    int conv3 = 384 * (3 * 3 * 256 + 1);
    int conv4 = 384 * (3 * 3 * 192 + 1);
    int conv5 = 256 * (3 * 3 * 192 + 1);
    int connected = 4096 * (6 * 6 * 256 + 1) + 4096 * (4096 + 1) + 1000 * (4096 + 1);

    assertThat(net.of(1000).parameterCount())
        .isEqualTo(CONV1 + conv2 + conv3 + conv4 + conv5 + connected)
        .isEqualTo(60_965_224)
        .isEqualTo(AlexNet.paper(1000).parameterCount());
  }

  @Test
  void towersThatDoNotMeetHaveMoreKernelsAndNearlyAsManyParameters() {
    int conv2 = 2 * 160 * (5 * 5 * 48 + 1);
    int conv3 = 2 * 192 * (3 * 3 * 160 + 1);
    int conv4 = 2 * 192 * (3 * 3 * 192 + 1);
    int conv5 = 2 * 128 * (3 * 3 * 192 + 1);
    int fc6 = 2 * 4096 * (6 * 6 * 128 + 1);
    int fc7 = 2 * 2048 * (4096 + 1);
    int fc8 = 1000 * (4096 + 1);
    NetworkSpecification network = AlexNetSource.NET_150.of(1000);

    assertThat(network.parameterCount())
        .isEqualTo(CONV1 + conv2 + conv3 + conv4 + conv5 + fc6 + fc7 + fc8)
        .isEqualTo(60_714_408);
    assertThat(network.layers())
        .filteredOn(LayerSpecification::seesBothTowers)
        .extracting(LayerSpecification::name)
        .containsExactly("fc8");
  }

  @Test
  void halfHasHalfTheKernelsButConv5() {
    int conv1 = 48 * (11 * 11 * 3 + 1);
    int conv2 = 128 * (5 * 5 * 48 + 1);
    int conv3 = 192 * (3 * 3 * 128 + 1);
    int conv4 = 192 * (3 * 3 * 192 + 1);
    int conv5 = 256 * (3 * 3 * 192 + 1);
    int connected = 2048 * (6 * 6 * 256 + 1) + 2048 * (2048 + 1) + 1000 * (2048 + 1);
    NetworkSpecification network = AlexNetSource.NET_145_HALF.of(1000);

    assertThat(network.parameterCount())
        .isEqualTo(conv1 + conv2 + conv3 + conv4 + conv5 + connected)
        .isEqualTo(26_288_936);
    assertThat(network.towers()).isOne();
  }

  /** Poolings that keep the last, narrower windows, and paddings that make up for it. */
  @Test
  void withoutOverlapMapsKeepTheirSizesByOtherPaddings() {
    List<LayerSpecification> layers = AlexNetSource.NET_147.of(1000).layers();

    assertThat(layers.subList(0, 5))
        .extracting(LayerSpecification::outputSize)
        .containsExactly(55, 26, 13, 11, 11);
    assertThat(layers.subList(0, 5))
        .extracting(LayerSpecification::pooledSize)
        .containsExactly(28, 13, 13, 11, 6);
  }

  @Test
  void conv1IsNormalizedBeforeItsActivationAndConv2Twice() {
    List<LayerSpecification> layers = AlexNetSource.NET_145.of(1000).layers();

    assertThat(IntStream.range(0, 8).filter(i -> layers.get(i).activatedLast())).containsExactly(0);
    assertThat(IntStream.range(0, 8).filter(i -> layers.get(i).normalizedInMaps()))
        .containsExactly(1);
    assertThat(layers.subList(0, 3))
        .extracting(LayerSpecification::normalization)
        .containsExactly(LrnConvention.SOURCE, LrnConvention.SOURCE, LrnConvention.NONE);
    assertThat(AlexNetSource.NET_148.of(1000).layers())
        .noneMatch(layer -> layer.normalized() || layer.normalizedInMaps());
  }

  @Test
  void theScaleIsDividedByTheWindow() {
    assertThat(LrnConvention.SOURCE.k()).isEqualTo(2);
    assertThat(LrnConvention.SOURCE.alpha()).isEqualTo(1e-4 / 5);
    assertThat(MapNormalization.SOURCE.k()).isEqualTo(1);
    assertThat(MapNormalization.SOURCE.alpha()).isEqualTo(1e-3 / 25);
  }

  @Test
  void namesAreTheNumbersOfTheSource() {
    assertThat(Networks.names())
        .contains("alexnet-145", "alexnet-147", "alexnet-148", "alexnet-150", "alexnet-145-half");
  }

  @Test
  void fourLayersTakeImagesOf32To3() {
    NetworkSpecification network = FourLayers.of(10);

    assertThat(network.layers())
        .extracting(LayerSpecification::pooledSize)
        .containsExactly(15, 7, 3, 1);
    assertThat(network.parameterCount())
        .isEqualTo(32 * (25 * 3 + 1) + 32 * (25 * 32 + 1) + 64 * (25 * 32 + 1) + 10 * (576 + 1));
  }
}
