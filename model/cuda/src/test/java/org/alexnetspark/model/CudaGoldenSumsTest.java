package org.alexnetspark.model;

import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.junit.jupiter.api.Nested;

/** AlexNet's bits on the stand-in. */
class CudaGoldenSumsTest {

  @Nested
  class OnStandInInFp32 extends GoldenStepsContract {
    @Override
    String deviceName() {
      return "cuda stand-in fp32";
    }

    @Override
    Device device() {
      return CudaNetworkTest.onStandIn(Precision.FP32).forTowers(1).get(0);
    }
  }
}
