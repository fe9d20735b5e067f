package org.alexnetspark.model.device.nd4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class Nd4jDeviceTest {

  @Nested
  class OneThread extends DeviceContract {
    @Override
    protected Device newDevice() {
      return new Nd4jDevice(1);
    }
  }

  @Nested
  class TwoThreads extends DeviceContract {
    @Override
    protected Device newDevice() {
      return new Nd4jDevice(2);
    }
  }

  @Test
  void nd4jOnAGpuIsRefused() {
    assertThatThrownBy(() -> Nd4jDevice.requireProcessor(false))
        .hasMessageContaining("device nd4j computes on the processor")
        .hasMessageContaining("-Pnd4j-cuda");
  }
}
