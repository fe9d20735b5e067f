package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.specification.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An activation in place, and its derivative, computed from the activation's own output. */
final class Nd4jActivation implements Operation {

  /**
   * The step function, 0 or 1 of a value that is never negative, as a minimum and a product: those
   * become vector instructions where a comparison does not.
   */
  private static final PointwiseLoop.Body RELU_DERIVATIVE =
      (gradient, value, length) -> {
        for (int i = 0; i < length; i++) {
          gradient[i] *= Math.min(value[i], Float.MIN_NORMAL) * (1 / Float.MIN_NORMAL);
        }
      };

  private static final PointwiseLoop.Body TANH_DERIVATIVE =
      (gradient, value, length) -> {
        for (int i = 0; i < length; i++) {
          gradient[i] *= 1 - value[i] * value[i];
        }
      };

  private final Activation activation;
  private final Nd4jTensor value;
  private final Nd4jTensor gradient;
  private final Runnable forward;
  private final PointwiseLoop loop;

  Nd4jActivation(Nd4jDevice device, Activation activation, Signal signal) {
    this.activation = activation;
    value = Nd4jTensor.of(signal.value());
    gradient = signal.hasGradient() ? Nd4jTensor.of(signal.gradient()) : null;
    loop = new PointwiseLoop(device.lanes());
    INDArray[] inPlace = {value.vectors()};
    forward =
        switch (activation) {
          case RELU -> device.operation("relu", inPlace, inPlace, new double[] {0});
          case TANH -> device.operation("tanh", inPlace, inPlace, new double[0]);
          case NONE -> () -> {};
        };
  }

  /** Sums become activations. */
  @Override
  public void forward() {
    forward.run();
  }

  /** The gradient with respect to activations becomes that with respect to sums. */
  @Override
  public void backward() {
    int length = value.shape().length();
    switch (activation) {
      case RELU -> loop.run(gradient.buffer(), value.buffer(), length, RELU_DERIVATIVE);
      case TANH -> loop.run(gradient.buffer(), value.buffer(), length, TANH_DERIVATIVE);
      case NONE -> {}
    }
  }
}
