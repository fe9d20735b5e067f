package org.alexnetspark.model.dense;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.onednn.OneDnnLibrary;
import org.junit.jupiter.api.Nested;

class DenseNetworkTest {

  @Nested
  class OnNd4j extends DenseNetworkContract {
    @Override
    DeviceChoice devices() {
      return new DeviceChoice(Kind.ND4J, Precision.FP32);
    }
  }

  @Nested
  class OnOneDnn extends DenseNetworkContract {
    @Override
    DeviceChoice devices() {
      return new DeviceChoice(Kind.ONEDNN, Precision.FP32);
    }
  }

  @Nested
  class OnOneDnnInBf16 extends DenseNetworkContract {
    @Override
    DeviceChoice devices() {
      assumeTrue(OneDnnLibrary.takesBf16(), "no bf16 on this processor");
      return new DeviceChoice(Kind.ONEDNN, Precision.BF16);
    }

    /** Two roundings for each of 16 layers, and those of normalisation (docs/network.md). */
    @Override
    double tolerance() {
      return 36 * 0x1p-9;
    }
  }
}
