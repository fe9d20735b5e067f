package org.alexnetspark.model.dense;

import static org.alexnetspark.model.reference.Numbers.doubles;
import static org.alexnetspark.model.reference.Numbers.floats;
import static org.alexnetspark.model.reference.Numbers.normal;
import static org.alexnetspark.model.reference.Numbers.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.AlexNetSource;
import org.alexnetspark.model.specification.Arrangement;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.alexnetspark.model.specification.Vgg;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a network over images of any size must do on every device that has sections. */
abstract class DenseNetworkContract {

  private static final NetworkSpecification ALEXNET =
      AlexNet.paper(5).withWidth(0.06).withInputScale(1.0 / 60);
  private static final NetworkSpecification VGG = vgg(Vgg.A);

  /** What computes; skips the test where the machine does not have it. */
  abstract DeviceChoice devices();

  /** Largest relative error (Euclidean) of probabilities. */
  double tolerance() {
    return 1e-5;
  }

  @BeforeEach
  void assumeDevices() {
    devices();
  }

  private static NetworkSpecification vgg(Vgg vgg) {
    return vgg.paper(5).withCrop(64).withWidth(0.06).withInputScale(1.0 / 60);
  }

  private static NetworkSpecification source(AlexNetSource net) {
    return net.of(5).withWidth(0.06).withInputScale(1.0 / 60);
  }

  static Stream<NetworkSpecification> kinds() {
    return Stream.of(
        ALEXNET,
        ALEXNET.withArrangement(Arrangement.ONE_TOWER).withWidth(0.03),
        ALEXNET.withCrop(227).without("conv3").withActivation(Activation.TANH),
        ALEXNET.without("fc6"),
        source(AlexNetSource.NET_145),
        source(AlexNetSource.NET_147),
        source(AlexNetSource.NET_150),
        VGG,
        vgg(Vgg.A_LRN),
        vgg(Vgg.C));
  }

  /** Neither side is one at which windows, poolings and fully connected layers just fit. */
  @ParameterizedTest
  @MethodSource("kinds")
  void probabilitiesAreThoseOfTheFullyConvolutionalNetwork(NetworkSpecification network) {
    int height = network.crop() + 39;
    int width = network.crop() + 70;
    float[] parameters = parameters(network);
    float[] images = images(2, height, width);
    float[] probabilities = new float[2 * network.classes()];
    DenseReference reference = new DenseReference(network, parameters);

    try (DenseNetwork dense = dense(network)) {
      dense.setParameters(parameters);
      dense.probabilities(images, 2, height, width, probabilities);
    }

    for (int image = 0; image < 2; image++) {
      int length = height * width * 3;
      double[] expected =
          reference.probabilities(
              Arrays.copyOfRange(images, image * length, (image + 1) * length), height, width);
      float[] actual =
          Arrays.copyOfRange(
              probabilities, image * network.classes(), (image + 1) * network.classes());
      assertThat(relativeError(actual, expected)).isLessThan(tolerance());
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void ofTheNetworksOwnSizeTheyAreThoseOfTheNetwork(NetworkSpecification network) {
    float[] parameters = parameters(network);
    float[] images = images(3, network.crop(), network.crop());
    float[] expected = new float[3 * network.classes()];
    float[] probabilities = new float[3 * network.classes()];
    try (Network plain = new Network(network, 3, devices().forTowers(network.towers()))) {
      plain.setParameters(parameters);
      plain.probabilities(new ReadyImages(images), 3, expected);
    }

    try (DenseNetwork dense = dense(network)) {
      dense.setParameters(parameters);
      dense.probabilities(images, 3, network.crop(), network.crop(), probabilities);
    }

    assertThat(relativeError(probabilities, doubles(expected))).isLessThan(tolerance());
  }

  @Test
  void imagesOfManySizesComeInAnyOrderAndNumber() {
    float[] parameters = parameters(VGG);
    float[] first = new float[7 * 5];
    float[] again = new float[7 * 5];
    float[] images = images(7, 70, 90);
    try (DenseNetwork dense = dense(VGG)) {
      dense.setParameters(parameters);
      dense.probabilities(images, 7, 70, 90, first);
      for (int size = 64; size < 64 + DenseNetwork.PASSES_KEPT; size++) {
        dense.probabilities(images(1, 64, size), 1, 64, size, new float[5]);
      }
      // Larger than all before, so that memory is made anew.
      dense.probabilities(images(1, 200, 300), 1, 200, 300, new float[5]);
      assertThat(dense.passes()).isLessThanOrEqualTo(DenseNetwork.PASSES_KEPT);
      dense.probabilities(images, 7, 70, 90, again);

      assertThat(again).isEqualTo(first);
      for (int image = 0; image < 7; image++) {
        int length = 70 * 90 * 3;
        float[] alone = new float[5];
        dense.probabilities(
            Arrays.copyOfRange(images, image * length, (image + 1) * length), 1, 70, 90, alone);
        assertThat(
                relativeError(alone, doubles(Arrays.copyOfRange(first, image * 5, image * 5 + 5))))
            .isLessThan(tolerance());
      }
    }
  }

  @Test
  void otherWeightsAreTakenByEverySizeThatIsBoundAlready() {
    float[] images = images(1, 80, 100);
    float[] before = new float[5];
    float[] after = new float[5];
    float[] expected = new float[5];
    float[] others = Initialization.HE.parameters(VGG, 77, 60);
    try (DenseNetwork dense = dense(VGG)) {
      dense.setParameters(parameters(VGG));
      dense.probabilities(images, 1, 80, 100, before);
      dense.setParameters(others);
      dense.probabilities(images, 1, 80, 100, after);
    }
    try (DenseNetwork dense = dense(VGG)) {
      dense.setParameters(others);
      dense.probabilities(images, 1, 80, 100, expected);
    }

    assertThat(after).isEqualTo(expected).isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"63, 90, fc6", "90, 63, fc6", "20, 20, conv5-2"})
  void anImageThatIsTooSmallIsRefusedWithTheLayer(int height, int width, String layer) {
    assertThatThrownBy(() -> DenseNetwork.requireFits(VGG, height, width))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(layer + " gets maps of ");
    DenseNetwork.requireFits(VGG, 64, 64);
  }

  @Test
  void whatDoesNotFitIsSaid() {
    try (DenseNetwork dense = dense(VGG)) {
      assertThatThrownBy(() -> dense.setParameters(new float[3]))
          .hasMessageContaining("parameters of 3 numbers");
      assertThatThrownBy(() -> dense.probabilities(new float[9], 1, 64, 64, new float[5]))
          .hasMessage("1 images of 64 x 64 in 9 numbers");
      assertThatThrownBy(() -> dense.probabilities(images(1, 40, 64), 1, 40, 64, new float[5]))
          .hasMessageContaining("fc6 gets maps");
    }
  }

  private DenseNetwork dense(NetworkSpecification network) {
    return new DenseNetwork(network, devices().forTowers(1).get(0));
  }

  private static float[] images(int count, int height, int width) {
    return floats(normal(height * 1000L + width, count * height * width * 3, 60));
  }

  private static float[] parameters(NetworkSpecification network) {
    float[] parameters = Initialization.HE.parameters(network, 1, 60);
    ParameterLayout layout = new ParameterLayout(network);
    for (int tower = 0; tower < network.towers(); tower++) {
      Range biases = layout.biases(tower);
      float[] random = floats(normal(tower, biases.length(), 0.1));
      System.arraycopy(random, 0, parameters, biases.offset(), biases.length());
    }
    return parameters;
  }
}
