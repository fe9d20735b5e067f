package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assumptions.assumeThat;

import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.DeviceContract;
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

  private abstract static class OnCuda extends DeviceContract {

    private final Precision precision;

    OnCuda(Precision precision) {
      this.precision = precision;
    }

    @Override
    protected Device newDevice() {
      assumeThere();
      return new CudaDevice(0, precision, Arithmetic.of(precision));
    }

    @Override
    protected double tolerance() {
      return switch (precision) {
        case TF32 -> TF32_TOLERANCE;
        case BF16 -> BF16_TOLERANCE;
        default -> super.tolerance();
      };
    }

    /** Networks over images of any size are not for GPUs yet. */
    @Override
    protected boolean hasSections() {
      return false;
    }

    abstract void assumeThere();
  }

  private abstract static class OnGpu extends OnCuda {

    OnGpu(Precision precision) {
      super(precision);
    }

    @Override
    void assumeThere() {
      assumeThat(StandIn.hasGpu()).as("a GPU").isTrue();
      assumeThat(CudaLibrary.whyNot()).as("why there is no GPU to compute on").isEmpty();
    }
  }

  private abstract static class OnStandIn extends OnCuda {

    OnStandIn(Precision precision) {
      super(precision);
    }

    @Override
    void assumeThere() {
      StandIn.assumeLoaded();
    }
  }

  @Nested
  class OnGpuInFp32 extends OnGpu {
    OnGpuInFp32() {
      super(Precision.FP32);
    }
  }

  @Nested
  class OnGpuInTf32 extends OnGpu {
    OnGpuInTf32() {
      super(Precision.TF32);
    }
  }

  @Nested
  class OnGpuInBf16 extends OnGpu {
    OnGpuInBf16() {
      super(Precision.BF16);
    }
  }

  @Nested
  class OnStandInInFp32 extends OnStandIn {
    OnStandInInFp32() {
      super(Precision.FP32);
    }
  }

  @Nested
  class OnStandInInBf16 extends OnStandIn {
    OnStandInInBf16() {
      super(Precision.BF16);
    }
  }
}
