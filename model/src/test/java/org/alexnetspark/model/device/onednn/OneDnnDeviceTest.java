package org.alexnetspark.model.device.onednn;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceContract;
import org.junit.jupiter.api.Nested;

/** Once with all that the processor has, and once, by the build, as on one with AVX2 alone. */
class OneDnnDeviceTest {

  @Nested
  class OneThread extends DeviceContract {
    @Override
    protected Device newDevice() {
      return new OneDnnDevice(1, false);
    }
  }

  @Nested
  class TwoThreads extends DeviceContract {
    @Override
    protected Device newDevice() {
      return new OneDnnDevice(2, false);
    }
  }

  @Nested
  class InBf16 extends DeviceContract {
    @Override
    protected Device newDevice() {
      assumeTrue(OneDnnLibrary.takesBf16(), "no bf16 without AVX-512");
      return new OneDnnDevice(1, true);
    }

    /**
     * Rounding to bf16's 8 significant bits moves a number by 2^-9 of itself at most. Of an
     * operation's results the outermost is the gradient through tanh: the output is rounded, the
     * derivative made of it counts that twice, its product with the gradient is rounded, and so is
     * what comes out. The inputs are exact.
     */
    @Override
    protected double tolerance() {
      return 4 * 0x1p-9;
    }
  }
}
