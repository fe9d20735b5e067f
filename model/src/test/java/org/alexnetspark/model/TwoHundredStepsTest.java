package org.alexnetspark.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.device.onednn.OneDnnLibrary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwoHundredStepsTest {

  /** For nd4j: that the record is what it is said to be. */
  @ParameterizedTest
  @CsvSource({"nd4j fp32, 1e-4", "onednn fp32, 1e-4", "onednn bf16, 0.15"})
  void lossesGoTheWayOfNd4j(String devices, double tolerance) throws IOException {
    assumeTrue(!devices.endsWith("bf16") || OneDnnLibrary.takesBf16(), "no bf16 on this processor");
    TwoHundredSteps.assertLikeNd4j(DeviceChoice.of(devices), tolerance);
  }
}
