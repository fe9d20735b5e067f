package org.alexnetspark.model.device.cuda;

import org.bytedeco.cuda.global.cudart;

/**
 * A convolution's weights and their gradient where cuDNN can take them: at addresses that are
 * multiples of {@link #ALIGNMENT}, and both in the same type of number. At the paper's widths the
 * weights lie so already; else a copy follows them. A gradient in bf16 is widened into the vector.
 */
final class ConvolutionWeights {

  /** Bytes that the tensor cores' instructions read at once. */
  static final int ALIGNMENT = 16;

  private final Address weights;
  private final Address gradient;
  private final Runnable takeGradient;

  ConvolutionWeights(CudaContext context, CudaParameters parameters) {
    NumberType type = parameters.vector().type();
    int length = parameters.weightRange().length();
    long bytes = (long) length * type.bytes();
    Address own = parameters.weights();
    if (isAligned(own)) {
      weights = own;
    } else {
      weights = context.allocate(bytes);
      parameters.vector().follow(copy(context, own, weights, bytes));
    }
    Address target = parameters.weightGradient();
    if (type != NumberType.FLOAT) {
      gradient = context.allocate(bytes);
      takeGradient = context.kernels(type).bind("to_floats", length, gradient, target, length);
    } else if (isAligned(target)) {
      gradient = target;
      takeGradient = () -> {};
    } else {
      gradient = context.allocate(bytes);
      takeGradient = copy(context, gradient, target, bytes);
    }
  }

  static boolean isAligned(Address address) {
    return address.address() % ALIGNMENT == 0;
  }

  Address weights() {
    return weights;
  }

  /** Where cuDNN leaves the gradient. */
  Address gradient() {
    return gradient;
  }

  /** Takes the gradient to where the update finds it. */
  void takeGradient() {
    takeGradient.run();
  }

  private static Runnable copy(CudaContext context, Address from, Address to, long bytes) {
    return () ->
        Check.runtime(
            cudart.cudaMemcpyAsync(
                to, from, bytes, cudart.cudaMemcpyDeviceToDevice, context.stream()),
            "cudaMemcpyAsync");
  }
}
