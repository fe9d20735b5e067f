package org.alexnetspark.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.onednn.OneDnnLibrary;
import org.junit.jupiter.api.Nested;

class NetworkTest {

  @Nested
  class OnNd4j extends NetworkContract {
    @Override
    DeviceChoice devices() {
      return new DeviceChoice(Kind.ND4J, Precision.FP32);
    }

    /** ND4J makes small objects for each operation it runs. */
    @Override
    long newNativeObjects() {
      return Long.MAX_VALUE;
    }
  }

  @Nested
  class OnOneDnn extends NetworkContract {
    @Override
    DeviceChoice devices() {
      return new DeviceChoice(Kind.ONEDNN, Precision.FP32);
    }
  }

  @Nested
  class OnOneDnnInBf16 extends Bf16NetworkContract {
    @Override
    DeviceChoice devices() {
      assumeTrue(OneDnnLibrary.takesBf16(), "no bf16 on this processor");
      return new DeviceChoice(Kind.ONEDNN, Precision.BF16);
    }
  }
}
