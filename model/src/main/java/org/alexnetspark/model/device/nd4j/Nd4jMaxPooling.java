package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.nd4j.linalg.api.ndarray.INDArray;

/** ND4J's maxpool2d and maxpool2d_bp on NHWC maps. */
final class Nd4jMaxPooling implements Operation {

  private final Runnable forward;
  private final Runnable backward;

  Nd4jMaxPooling(Nd4jDevice device, Signal input, int window, int stride, Signal output) {
    INDArray in = Nd4jTensor.of(input.value()).maps();
    INDArray out = Nd4jTensor.of(output.value()).maps();
    // "Same" mode pads what is missing, half of it before the first pixel: of one row or column
    // none.
    long missing = (output.shape().height() - 1L) * stride + window - input.shape().height();
    long same = missing > 0 ? 1 : 0;
    // Kernel, stride, padding and dilation by height and width; "same" mode; (unused); NHWC.
    long[] integers = {window, window, stride, stride, 0, 0, 1, 1, same, 1, 1};
    forward =
        device.operation(
            "maxpool2d", new INDArray[] {in}, new INDArray[] {out}, new double[0], integers);
    backward =
        output.hasGradient()
            ? device.operation(
                "maxpool2d_bp",
                new INDArray[] {in, Nd4jTensor.of(output.gradient()).maps()},
                new INDArray[] {Nd4jTensor.of(input.gradient()).maps()},
                new double[0],
                integers)
            : () -> {};
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    backward.run();
  }
}
