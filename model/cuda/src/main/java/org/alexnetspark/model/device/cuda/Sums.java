package org.alexnetspark.model.device.cuda;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.specification.Activation;

/**
 * What follows the sums of a convolution or fully connected layer, in one pass over memory each
 * way: bias and activation forward; backward the activation's derivative, in place, and the biases'
 * gradient.
 */
final class Sums {

  /** Threads that a layer's gradients are dealt out to: enough to keep a GPU's memory busy. */
  private static final int THREADS = 1 << 16;

  private final Launch addBiasAndActivate;
  private final Launch activationGradient;
  private final List<Launch> addStretches = new ArrayList<>();

  Sums(CudaContext context, CudaParameters parameters, Activation activation, Signal output) {
    CudaTensor value = CudaTensor.of(output.value());
    CudaTensor gradient = CudaTensor.of(output.gradient());
    int channels = output.shape().channels();
    int rows = output.shape().length() / channels;
    Pack pack = Pack.dividing(channels, value.type());
    int packs = channels / pack.length();
    Kernels kernels = context.kernels(pack);
    addBiasAndActivate =
        kernels.bind(
            "add_bias_and_activate",
            rows * packs,
            value.address(),
            parameters.biases(),
            channels,
            inKernels(activation),
            rows * packs);
    Stretches stretches = Stretches.of(rows, THREADS / packs);
    Address sums = target(context, parameters, stretches, channels);
    int threads = stretches.count() * packs;
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
    while (stretches.count() > 1) {
      Stretches longer = stretches.addedUp();
      Address from = sums;
      sums = target(context, parameters, longer, channels);
      int totals = longer.count() * channels;
      addStretches.add(
          kernels.bind(
              "add_stretches",
              totals,
              from,
              sums,
              channels,
              stretches.count(),
              longer.rows(),
              totals));
      stretches = longer;
    }
  }

  /**
   * How a sum over rows is cut up.
   *
   * @param all rows
   * @param rows of a stretch; the last may be shorter
   */
  record Stretches(int all, int rows) {

    /** So few rows a thread adds up in less time than another launch takes. */
    private static final int FEW = 128;

    /** As many as are wanted at most, and at least one. */
    static Stretches of(int all, int wanted) {
      return new Stretches(all, ceilDivide(all, Math.max(1, wanted)));
    }

    int count() {
      return ceilDivide(all, rows);
    }

    /** How their sums are added up: at once if they are few, else in two short sums. */
    Stretches addedUp() {
      return of(count(), count() <= FEW ? 1 : (int) Math.sqrt(count()));
    }

    private static int ceilDivide(int number, int divisor) {
      return (number + divisor - 1) / divisor;
    }
  }

  /** Where the sums of stretches go: those of the last one are the biases' gradient. */
  private static Address target(
      CudaContext context, CudaParameters parameters, Stretches stretches, int channels) {
    return stretches.count() == 1
        ? parameters.biasGradient()
        : context.allocate((long) stretches.count() * channels * Float.BYTES);
  }

  /** Its number in kernels.cu. */
  static int inKernels(Activation activation) {
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
    addStretches.forEach(Launch::run);
  }
}
