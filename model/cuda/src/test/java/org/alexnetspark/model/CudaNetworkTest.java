package org.alexnetspark.model;

import static org.assertj.core.api.Assumptions.assumeThat;

import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.DeviceLibrary;
import org.alexnetspark.model.device.cuda.StandIn;
import org.junit.jupiter.api.Nested;

class CudaNetworkTest {

  static DeviceChoice onGpu(Precision precision) {
    assumeThat(StandIn.hasGpu()).as("a GPU").isTrue();
    assumeThat(DeviceLibrary.abilityOf(Kind.CUDA).whyNot())
        .as("why there is no GPU to compute on")
        .isEmpty();
    return new DeviceChoice(Kind.CUDA, precision);
  }

  static DeviceChoice onStandIn(Precision precision) {
    StandIn.assumeLoaded();
    return new DeviceChoice(Kind.CUDA, precision);
  }

  /** With the sums of each of eight layers rounded once more before their biases are added. */
  private abstract static class OnCudaInBf16 extends Bf16NetworkContract {
    @Override
    int roundings() {
      return super.roundings() + 8;
    }
  }

  @Nested
  class OnGpuInFp32 extends NetworkContract {
    @Override
    DeviceChoice devices() {
      return onGpu(Precision.FP32);
    }
  }

  @Nested
  class OnGpuInBf16 extends OnCudaInBf16 {
    @Override
    DeviceChoice devices() {
      return onGpu(Precision.BF16);
    }
  }

  @Nested
  class OnStandInInFp32 extends NetworkContract {
    @Override
    DeviceChoice devices() {
      return onStandIn(Precision.FP32);
    }
  }

  @Nested
  class OnStandInInBf16 extends OnCudaInBf16 {
    @Override
    DeviceChoice devices() {
      return onStandIn(Precision.BF16);
    }
  }
}
