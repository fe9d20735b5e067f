package org.alexnetspark.model;

import org.alexnetspark.model.device.Devices;
import org.alexnetspark.model.device.Devices.Kind;
import org.alexnetspark.model.device.Devices.Precision;
import org.junit.jupiter.api.Nested;

class TwoHundredStepsTest {

  /** The record is what it is said to be. */
  @Nested
  class OnNd4j extends TwoHundredStepsContract {
    @Override
    Devices devices() {
      return new Devices(Kind.ND4J, Precision.FP32);
    }

    @Override
    double tolerance() {
      return 1e-5;
    }
  }

  @Nested
  class OnOneDnn extends TwoHundredStepsContract {
    @Override
    Devices devices() {
      return new Devices(Kind.ONEDNN, Precision.FP32);
    }

    @Override
    double tolerance() {
      return 1e-5;
    }
  }

  @Nested
  class OnOneDnnInBf16 extends TwoHundredStepsContract {
    @Override
    Devices devices() {
      return new Devices(Kind.ONEDNN, Precision.BF16);
    }

    @Override
    double tolerance() {
      return 0.1;
    }
  }
}
