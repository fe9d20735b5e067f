package org.alexnetspark.model;

import java.io.IOException;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaTwoHundredStepsTest {

  @ParameterizedTest
  @CsvSource({"FP32, 1e-3", "BF16, 0.15"})
  void lossesOnAGpuGoTheWayOfNd4j(Precision precision, double tolerance) throws IOException {
    TwoHundredSteps.assertLikeNd4j(CudaNetworkTest.onGpu(precision), tolerance);
  }

  @Test
  void lossesOnTheStandInGoTheWayOfNd4j() throws IOException {
    TwoHundredSteps.assertLikeNd4j(CudaNetworkTest.onStandIn(Precision.FP32), 1e-3);
  }
}
