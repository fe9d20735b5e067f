package org.alexnetspark.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.nd4j.Nd4jDevice;
import org.alexnetspark.model.device.onednn.OneDnnDevice;
import org.alexnetspark.model.device.onednn.OneDnnLibrary;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where parameters lie and how they start is the same everywhere; steps' bits follow. */
class GoldenSumsTest {

  static Stream<String> networks() {
    return GoldenSums.NETWORKS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void parametersLieWhereTheyLay(String name) {
    ParameterLayout places = new ParameterLayout(GoldenSums.NETWORKS.get(name));
    CRC32 sum = new CRC32();
    for (int tower = 0; tower < places.towers(); tower++) {
      for (int layer = 0; layer < places.layers().size(); layer++) {
        GoldenSums.add(sum, places.weights(tower, layer));
        GoldenSums.add(sum, places.biases(tower, layer));
      }
    }

    GoldenSums.compare(name + " layout", GoldenSums.ANYWHERE, sum);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void parametersStartAsTheyStarted(String name) {
    NetworkSpecification network = GoldenSums.NETWORKS.get(name);
    for (Initialization start : GoldenSums.STARTS) {
      CRC32 sum = new CRC32();
      GoldenSums.add(sum, start.parameters(network, 7, 60));

      GoldenSums.compare(name + " " + start, GoldenSums.ANYWHERE, sum);
    }
  }

  @Nested
  class OnNd4j extends GoldenStepsContract {
    @Override
    String deviceName() {
      return "nd4j";
    }

    @Override
    Device device() {
      return new Nd4jDevice(1);
    }
  }

  @Nested
  class OnOneDnn extends GoldenStepsContract {
    @Override
    String deviceName() {
      return "onednn fp32";
    }

    @Override
    Device device() {
      assumeTrue(OneDnnLibrary.isAvailable());
      return new OneDnnDevice(1, false);
    }
  }

  @Nested
  class OnOneDnnInBf16 extends GoldenStepsContract {
    @Override
    String deviceName() {
      return "onednn bf16";
    }

    @Override
    Device device() {
      assumeTrue(OneDnnLibrary.isAvailable() && OneDnnLibrary.takesBf16());
      return new OneDnnDevice(1, true);
    }
  }
}
