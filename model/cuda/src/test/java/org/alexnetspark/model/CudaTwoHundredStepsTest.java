package org.alexnetspark.model;

import org.alexnetspark.model.device.Devices;
import org.alexnetspark.model.device.Devices.Precision;
import org.junit.jupiter.api.Nested;

/** On a GPU in fp32 and bf16; on the stand-in in fp32. */
class CudaTwoHundredStepsTest {

  @Nested
  class OnGpuInFp32 extends TwoHundredStepsContract {
    @Override
    Devices devices() {
      return CudaNetworkTest.onGpu(Precision.FP32);
    }

    @Override
    double tolerance() {
      return 1e-3;
    }
  }

  @Nested
  class OnGpuInBf16 extends TwoHundredStepsContract {
    @Override
    Devices devices() {
      return CudaNetworkTest.onGpu(Precision.BF16);
    }

    @Override
    double tolerance() {
      return 0.1;
    }
  }

  @Nested
  class OnStandInInFp32 extends TwoHundredStepsContract {
    @Override
    Devices devices() {
      return CudaNetworkTest.onStandIn(Precision.FP32);
    }

    @Override
    double tolerance() {
      return 1e-3;
    }
  }
}
