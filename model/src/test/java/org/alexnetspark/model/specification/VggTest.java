package org.alexnetspark.model.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VggTest {

  @ParameterizedTest
  @CsvSource({
    "A,     11, 132863336",
    "A_LRN, 11, 132863336",
    "B,     13, 133047848",
    "C,     16, 133638952",
    "D,     16, 138357544",
    "E,     19, 143667240"
  })
  void ofAThousandClassesItHasThePapersLayersAndParameters(Vgg vgg, int layers, int parameters) {
    NetworkSpecification network = vgg.paper(1000);

    assertThat(network.layers()).hasSize(layers);
    assertThat(network.parameterCount()).isEqualTo(parameters);
  }

  @ParameterizedTest
  @EnumSource(Vgg.class)
  void stacksHalveTheMapsFrom224To7(Vgg vgg) {
    NetworkSpecification network = vgg.paper(1000);

    assertThat(network.layers())
        .filteredOn(layer -> !layer.poolings().isEmpty())
        .extracting(LayerSpecification::pooledSize)
        .containsExactly(112, 56, 28, 14, 7);
    assertThat(network.layer("fc6").fanIn()).isEqualTo(7 * 7 * 512);
    assertThat(network.towers()).isOne();
    assertThat(network.exchangedBytesPerImage()).isZero();
  }

  @Test
  void layersAreNamedByStackAndPlace() {
    assertThat(Vgg.C.paper(10).layers())
        .extracting(LayerSpecification::name)
        .containsExactly(
            "conv1-1", "conv1-2", "conv2-1", "conv2-2", "conv3-1", "conv3-2", "conv3-3", "conv4-1",
            "conv4-2", "conv4-3", "conv5-1", "conv5-2", "conv5-3", "fc6", "fc7", "fc8");
  }

  @Test
  void cEndsThreeStacksByWindowsOfOnePixel() {
    assertThat(Vgg.C.paper(10).layers())
        .filteredOn(layer -> layer.kind() == LayerSpecification.Kind.CONVOLUTION)
        .filteredOn(layer -> layer.kernel() == 1)
        .extracting(LayerSpecification::name)
        .containsExactly("conv3-3", "conv4-3", "conv5-3");
  }

  @Test
  void onlyALrnNormalizesAfterItsFirstLayer() {
    for (Vgg vgg : Vgg.values()) {
      assertThat(vgg.paper(10).layers().stream().filter(LayerSpecification::normalized))
          .extracting(LayerSpecification::name)
          .isEqualTo(vgg == Vgg.A_LRN ? java.util.List.of("conv1-1") : java.util.List.of());
    }
  }

  @Test
  void dTakesFifteenBillionMultiplyAdds() {
    assertThat(Vgg.D.paper(1000).multiplyAdds()).isEqualTo(15_470_264_320L);
  }

  @ParameterizedTest
  @EnumSource(Vgg.class)
  void itsNameFindsIt(Vgg vgg) {
    assertThat(Networks.paper(vgg.networkName(), 10)).isEqualTo(vgg.paper(10));
  }

  @Test
  void anUnknownNameIsAnsweredByThoseThatThereAre() {
    assertThatThrownBy(() -> Networks.paper("vgg-f", 10))
        .hasMessage("'vgg-f' is not one of " + String.join(", ", Networks.names()));
  }
}
