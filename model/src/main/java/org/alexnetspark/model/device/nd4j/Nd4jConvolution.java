package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.WeightedOperation;
import org.alexnetspark.model.specification.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** ND4J's conv2d and conv2d_bp on NHWC maps and [kernel, row, column, channel] weights. */
final class Nd4jConvolution implements WeightedOperation {

  private final Runnable convolve;
  private final Runnable gradients;
  private final Nd4jActivation activation;

  Nd4jConvolution(
      Nd4jDevice device,
      Signal input,
      ConvolutionGeometry geometry,
      Nd4jParameters parameters,
      Activation activation,
      Signal output) {
    Nd4jTensor in = Nd4jTensor.of(input.value());
    Nd4jTensor out = Nd4jTensor.of(output.value());
    convolve = forward(device, in, geometry, parameters, out);
    gradients =
        output.hasGradient() ? gradients(device, input, geometry, parameters, output) : () -> {};
    this.activation = new Nd4jActivation(device, activation, output);
  }

  private static Runnable gradients(
      Nd4jDevice device,
      Signal input,
      ConvolutionGeometry geometry,
      Nd4jParameters parameters,
      Signal output) {
    Nd4jTensor in = Nd4jTensor.of(input.value());
    long[] weights = weightShape(geometry, in, Nd4jTensor.of(output.value()));
    return device.operation(
        "conv2d_bp",
        new INDArray[] {
          in.maps(),
          parameters.weights(weights),
          parameters.biases(),
          Nd4jTensor.of(output.gradient()).maps()
        },
        new INDArray[] {
          Nd4jTensor.of(input.gradient()).maps(),
          parameters.weightGradient(weights),
          parameters.biasGradient()
        },
        new double[0],
        integers(geometry));
  }

  static NativeOperation forward(
      Nd4jDevice device,
      Nd4jTensor in,
      ConvolutionGeometry geometry,
      Nd4jParameters parameters,
      Nd4jTensor out) {
    return device.operation(
        "conv2d",
        new INDArray[] {
          in.maps(), parameters.weights(weightShape(geometry, in, out)), parameters.biases()
        },
        new INDArray[] {out.maps()},
        new double[0],
        integers(geometry));
  }

  private static long[] weightShape(ConvolutionGeometry geometry, Nd4jTensor in, Nd4jTensor out) {
    return new long[] {
      out.shape().channels(), geometry.kernel(), geometry.kernel(), in.shape().channels()
    };
  }

  /** Kernel, stride, padding and dilation by height and width; no "same" mode; NHWC; OYXI. */
  private static long[] integers(ConvolutionGeometry geometry) {
    int kernel = geometry.kernel();
    int stride = geometry.stride();
    int padding = geometry.padding();
    return new long[] {kernel, kernel, stride, stride, padding, padding, 1, 1, 0, 1, 2};
  }

  @Override
  public void forward() {
    convolve.run();
    activation.forward();
  }

  @Override
  public void backward(Wanted wanted) {
    activation.backward();
    gradients.run(); // ND4J's operation has all gradients or none
  }
}
