package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.Activation;
import org.alexnetspark.model.device.Signal;

/**
 * What follows the sums of a convolution or fully connected layer, in one pass over memory each
 * way: bias and activation forward; backward the activation's derivative, in place, and the biases'
 * gradient.
 */
final class Sums {

  /** Threads that the biases' gradient is dealt out to: some for each of a GPU's lanes. */
  private static final int THREADS = 1 << 17;

  private final Launch addBiasAndActivate;
  private final Launch activationGradient;
  private final Launch addStretches;

  Sums(CudaContext context, CudaParameters parameters, Activation activation, Signal output) {
    CudaTensor value = CudaTensor.of(output.value());
    CudaTensor gradient = CudaTensor.of(output.gradient());
    Kernels kernels = context.kernels(value.type());
    int channels = output.shape().channels();
    int rows = output.shape().length() / channels;
    Stretches stretches = Stretches.of(rows, channels);
    Address sums = context.allocate((long) stretches.count() * channels * Float.BYTES);
    int count = output.shape().length();
    addBiasAndActivate =
        kernels.bind(
            "add_bias_and_activate",
            count,
            value.address(),
            parameters.biases(),
            channels,
            inKernels(activation),
            count);
    int threads = stretches.count() * channels;
    activationGradient =
        kernels.bind(
            "activation_gradient",
            threads,
            gradient.address(),
            value.address(),
            sums,
            channels,
            rows,
            stretches.rows(),
            inKernels(activation),
            threads);
    addStretches =
        kernels.bind(
            "add_stretches",
            channels,
            sums,
            parameters.biasGradient(),
            stretches.count(),
            channels);
  }

  /**
   * How a sum over rows is cut up.
   *
   * @param rows of a stretch; the last may be shorter
   */
  record Stretches(int count, int rows) {

    /** The square root of the rows at most: two short sums instead of a long one. */
    static Stretches of(int rows, int channels) {
      int wanted = Math.max(1, Math.min((int) Math.sqrt(rows), THREADS / channels));
      int ofStretch = (rows + wanted - 1) / wanted;
      return new Stretches((rows + ofStretch - 1) / ofStretch, ofStretch);
    }
  }

  /** Its number in kernels.cu. */
  private static int inKernels(Activation activation) {
    return switch (activation) {
      case RELU -> 0;
      case TANH -> 1;
      case NONE -> 2;
    };
  }

  void forward() {
    addBiasAndActivate.run();
  }

  void backward() {
    activationGradient.run();
    addStretches.run();
  }
}
