package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceContract;
import org.junit.jupiter.api.Nested;

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
}
