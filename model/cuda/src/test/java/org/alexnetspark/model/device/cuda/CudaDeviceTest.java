package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assumptions.assumeThat;

import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceContract;
import org.alexnetspark.model.device.Devices.Precision;
import org.junit.jupiter.api.Nested;

class CudaDeviceTest {

  /**
   * A sum is rounded to bf16's 8 significant bits before its bias is added. Where both cancel but
   * for less than that rounding, 2^-9 of the sum, the activation falls the other way: at about one
   * place in 2^10. The gradient there is wrong altogether, and errors add up by squares.
   */
  private static final double BF16_TOLERANCE = Math.sqrt(0x1p-10);

  /** TF32 has 11 significant bits: a product of two rounded factors is off by 2 x 2^-12. */
  private static final double TF32_TOLERANCE = 2 * 0x1p-12;

  private static Device device(Precision precision) {
    return new CudaDevice(0, precision, Arithmetic.of(precision));
  }

  private static Device onGpu(Precision precision) {
    assumeThat(StandIn.hasGpu()).as("a GPU").isTrue();
    assumeThat(CudaLibrary.whyNot()).as("why there is no GPU to compute on").isEmpty();
    return device(precision);
  }

  private static Device onStandIn(Precision precision) {
    StandIn.assumeLoaded();
    return device(precision);
  }

  @Nested
  class OnGpuInFp32 extends DeviceContract {
    @Override
    protected Device newDevice() {
      return onGpu(Precision.FP32);
    }
  }

  @Nested
  class OnGpuInTf32 extends DeviceContract {
    @Override
    protected Device newDevice() {
      return onGpu(Precision.TF32);
    }

    @Override
    protected double tolerance() {
      return TF32_TOLERANCE;
    }
  }

  @Nested
  class OnGpuInBf16 extends DeviceContract {
    @Override
    protected Device newDevice() {
      return onGpu(Precision.BF16);
    }

    @Override
    protected double tolerance() {
      return BF16_TOLERANCE;
    }
  }

  @Nested
  class OnStandInInFp32 extends DeviceContract {
    @Override
    protected Device newDevice() {
      return onStandIn(Precision.FP32);
    }
  }

  @Nested
  class OnStandInInBf16 extends DeviceContract {
    @Override
    protected Device newDevice() {
      return onStandIn(Precision.BF16);
    }

    @Override
    protected double tolerance() {
      return BF16_TOLERANCE;
    }
  }
}
