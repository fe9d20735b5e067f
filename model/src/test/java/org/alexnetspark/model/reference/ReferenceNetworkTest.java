package org.alexnetspark.model.reference;

import static org.alexnetspark.model.reference.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Arrangement;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every device is held against is itself held against differences of the loss. */
class ReferenceNetworkTest {

  private static final double STEP = 1e-5;

  /** tanh has no kinks between two points of a difference. */
  private static final NetworkSpecification SMOOTH =
      AlexNet.paper(5)
          .withWidth(0.04)
          .withDropout(0)
          .withActivation(Activation.TANH)
          .withInputScale(1.0 / 60);

  static Stream<NetworkSpecification> kindsOfNetwork() {
    return Stream.of(
        SMOOTH,
        SMOOTH.withArrangement(Arrangement.ONE_TOWER).withWidth(0.02),
        SMOOTH.without("conv2"));
  }

  @ParameterizedTest
  @MethodSource("kindsOfNetwork")
  void theGradientOfTheWholeNetworkIsThatOfCentralDifferences(NetworkSpecification specification) {
    ParameterLayout layout = new ParameterLayout(specification);
    double[] parameters = normal(1, layout.length(), 0.1);
    double[] images = normal(2, specification.imageLength(), 60);
    int[] labels = {3};

    double[] gradient = new ReferenceNetwork(specification, parameters).gradient(images, labels, 1);

    SplittableRandom random = new SplittableRandom(4);
    for (int tower = 0; tower < layout.towers(); tower++) {
      for (int layer = 0; layer < layout.layers().size(); layer++) {
        for (Range range :
            new Range[] {layout.weights(tower, layer), layout.biases(tower, layer)}) {
          int index = range.offset() + random.nextInt(range.length());
          assertThat(gradient[index])
              .as("%s of tower %d, number %d", layout.layers().get(layer).name(), tower, index)
              .isCloseTo(
                  difference(specification, parameters, index, images, labels),
                  within(1e-9 + 1e-4 * Math.abs(gradient[index])));
        }
      }
    }
  }

  private static double difference(
      NetworkSpecification specification,
      double[] parameters,
      int index,
      double[] images,
      int[] labels) {
    return (loss(specification, moved(parameters, index, STEP), images, labels)
            - loss(specification, moved(parameters, index, -STEP), images, labels))
        / (2 * STEP);
  }

  private static double[] moved(double[] parameters, int index, double step) {
    double[] moved = parameters.clone();
    moved[index] += step;
    return moved;
  }

  private static double loss(
      NetworkSpecification specification, double[] parameters, double[] images, int[] labels) {
    return new ReferenceNetwork(specification, parameters).loss(images, labels, 1);
  }
}
