package org.alexnetspark.model;

import static org.assertj.core.api.Assumptions.assumeThat;

import org.alexnetspark.model.device.Devices;
import org.alexnetspark.model.device.Devices.Kind;
import org.alexnetspark.model.device.Devices.Precision;
import org.alexnetspark.model.device.GpuDevices;
import org.alexnetspark.model.device.cuda.StandIn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class CudaNetworkTest {

  private static void assumeGpu() {
    assumeThat(StandIn.hasGpu()).as("a GPU").isTrue();
    assumeThat(GpuDevices.missing()).as("why there is no GPU to compute on").isEmpty();
  }

  @Nested
  class OnGpuInFp32 extends NetworkContract {
    @BeforeEach
    void assume() {
      assumeGpu();
    }

    @Override
    Devices devices() {
      return new Devices(Kind.CUDA, Precision.FP32);
    }
  }

  @Nested
  class OnGpuInBf16 extends NetworkContract {
    @BeforeEach
    void assume() {
      assumeGpu();
    }

    @Override
    Devices devices() {
      return new Devices(Kind.CUDA, Precision.BF16);
    }

    /** As for onednn in bf16, with the sums rounded once more before their biases are added. */
    @Override
    double forwardTolerance() {
      return 28 * 0x1p-9;
    }

    /** As for onednn in bf16. */
    @Override
    double gradientTolerance() {
      return 0.42;
    }

    /** As for onednn in bf16. */
    @Override
    double biasGradientError(double length, double lengthOfTerms) {
      return gradientTolerance() * lengthOfTerms;
    }

    @Override
    int exchangedBytes() {
      return Short.BYTES;
    }
  }

  @Nested
  class OnStandIn extends NetworkContract {
    @BeforeEach
    void assume() {
      StandIn.assumeLoaded();
    }

    @Override
    Devices devices() {
      return new Devices(Kind.CUDA, Precision.FP32);
    }
  }
}
