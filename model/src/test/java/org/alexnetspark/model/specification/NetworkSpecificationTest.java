package org.alexnetspark.model.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkSpecificationTest {

  private static final NetworkSpecification PAPER = AlexNet.paper(1000);

  @Test
  void thePapersNetworkHas60965224ParametersHalfInEachTower() {
    ParameterLayout layout = new ParameterLayout(PAPER);

    assertThat(PAPER.parameterCount()).isEqualTo(60_965_224);
    assertThat(layout.tower(0).length()).isEqualTo(30_482_612);
    assertThat(layout.tower(1).length()).isEqualTo(30_482_612);
  }

  @ParameterizedTest
  @CsvSource({
    "conv1,17472",
    "conv2,153728",
    "conv3,442560",
    "conv4,331968",
    "conv5,221312",
    "fc6,18876416",
    "fc7,8390656",
    "fc8,2048500"
  })
  void eachTowersLayersHaveThePapersParameters(String name, int parameters) {
    LayerSpecification layer = PAPER.layer(name);

    assertThat(layer.weightCount(1) + layer.outputChannels(1)).isEqualTo(parameters);
  }

  @Test
  void oneImageTakes724406816MultiplyAdds() {
    assertThat(PAPER.multiplyAdds()).isEqualTo(724_406_816L);
  }

  @Test
  void eachTowerSends121344BytesAnImageForward() {
    assertThat(PAPER.exchangedBytesPerImage()).isEqualTo(121_344);
    assertThat(PAPER.withArrangement(Arrangement.ONE_TOWER).exchangedBytesPerImage()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {224, 227})
  void mapsShrinkFrom55To6WithEitherCrop(int crop) {
    List<LayerSpecification> layers = PAPER.withCrop(crop).layers();

    assertThat(layers)
        .extracting(LayerSpecification::inputSize)
        .containsExactly(crop, 27, 13, 13, 13, 6, 1, 1);
    assertThat(layers)
        .extracting(LayerSpecification::outputSize)
        .containsExactly(55, 27, 13, 13, 13, 1, 1, 1);
    assertThat(layers)
        .extracting(LayerSpecification::pooledSize)
        .containsExactly(27, 13, 13, 13, 6, 1, 1, 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"OVERLAPPING", "PLAIN"})
  void poolingChangesNoShape(Pooling pooling) {
    assertThat(PAPER.withPooling(pooling).parameterCount()).isEqualTo(60_965_224);
  }

  @Test
  void onlyConv3AndTheFullyConnectedLayersSeeBothTowers() {
    assertThat(PAPER.layers())
        .filteredOn(LayerSpecification::seesBothTowers)
        .extracting(LayerSpecification::name)
        .containsExactly("conv3", "fc6", "fc7", "fc8");
    assertThat(PAPER.layers())
        .extracting(LayerSpecification::inputChannels)
        .containsExactly(3, 48, 256, 192, 192, 256, 4096, 4096);
  }

  @Test
  void normalizationHasThePapersConstantsOrCaffes() {
    assertThat(LrnConvention.PAPER.k()).isEqualTo(2);
    assertThat(LrnConvention.PAPER.alpha()).isEqualTo(1e-4);
    assertThat(LrnConvention.CAFFE.k()).isEqualTo(1);
    assertThat(LrnConvention.CAFFE.alpha()).isEqualTo(2e-5, within(1e-12));
    assertThat(LrnConvention.BETA).isEqualTo(0.75);
    assertThat(LrnConvention.RADIUS).isEqualTo(2);
  }

  @Test
  void oneTowerHoldsAllKernelsAndEveryLayerSeesThem() {
    NetworkSpecification one = PAPER.withArrangement(Arrangement.ONE_TOWER);

    assertThat(one.parameterCount()).isEqualTo(62_378_344);
    assertThat(one.layer("conv2").inputChannels()).isEqualTo(96);
  }

  @Test
  void thePapersNetworkForOneGpuHasHalfTheKernelsInConv1ToConv4() {
    NetworkSpecification half = PAPER.withArrangement(Arrangement.HALF);

    assertThat(half.layers())
        .extracting(LayerSpecification::totalOutputChannels)
        .containsExactly(48, 128, 192, 192, 256, 4096, 4096, 1000);
    assertThat(half.towers()).isOne();
    assertThat((double) half.parameterCount() / PAPER.parameterCount()).isBetween(0.98, 1.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv2", "conv3", "conv4", "conv5", "fc6", "fc7"})
  void leavingOutALayerLeavesTheSizesOfTheOthersMaps(String layer) {
    NetworkSpecification without = PAPER.without(layer);

    assertThat(without.layers()).hasSize(7);
    assertThat(without.layers())
        .allSatisfy(
            left -> {
              assertThat(left.inputSize()).isIn(PAPER.layer(left.name()).inputSize(), 6);
              assertThat(left.totalOutputChannels())
                  .isEqualTo(PAPER.layer(left.name()).totalOutputChannels());
            });
    assertThat(without.layers())
        .filteredOn(left -> left.kind() == LayerSpecification.Kind.FULLY_CONNECTED)
        .first()
        .returns(6, LayerSpecification::inputSize);
  }

  @Test
  void withoutConv3TowersMeetAtTheFullyConnectedLayersOnly() {
    NetworkSpecification without = PAPER.without("conv3");

    assertThat(without.layer("conv4").inputChannels()).isEqualTo(128);
    assertThat(without.exchangedBytesPerImage()).isEqualTo(121_344 - 128 * 13 * 13 * 4);
  }

  @Test
  void widthScalesEveryLayerButTheLast() {
    NetworkSpecification quarter = PAPER.withWidth(0.25);

    assertThat(quarter.layers())
        .extracting(LayerSpecification::totalOutputChannels)
        .containsExactly(24, 64, 96, 96, 64, 1024, 1024, 1000);
  }

  @Test
  void aTinyWidthLeavesAKernelInEachTower() {
    assertThat(PAPER.withWidth(1e-6).layer("conv1").outputChannels()).containsExactly(1, 1);
  }

  @Test
  void tower0TakesTheLargerHalfOfAnOddNumberOfClasses() {
    assertThat(AlexNet.paper(7).layer("fc8").outputChannels()).containsExactly(4, 3);
  }

  @Test
  void whatMakesNoNetworkIsNamed() {
    assertThatThrownBy(() -> AlexNet.paper(1)).hasMessage("classes is 1, must be at least 2");
    assertThatThrownBy(() -> Arrangement.of("3")).hasMessage("'3' is not one of 2, 1, half");
    assertThatThrownBy(() -> PAPER.withCrop(30))
        .hasMessage("crop is 30, must be larger: conv2 pools maps of 2 x 2");
    assertThatThrownBy(() -> PAPER.without("conv1"))
        .hasMessage(
            "there is no middle layer conv1 to leave out; there are conv2, conv3, conv4, conv5, fc6,"
                + " fc7");
    assertThatThrownBy(() -> PAPER.withDropout(1)).hasMessageContaining("dropout is 1.0");
    assertThatThrownBy(() -> PAPER.layer("conv6")).hasMessageContaining("conv6");
    assertThatThrownBy(() -> PAPER.without("conv3").layer("conv3"))
        .hasMessage("no layer conv3; there are conv1, conv2, conv4, conv5, fc6, fc7, fc8");
  }
}
