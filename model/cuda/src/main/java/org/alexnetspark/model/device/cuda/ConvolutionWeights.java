package org.alexnetspark.model.device.cuda;

import org.bytedeco.cuda.global.cudart;

/**
 * A convolution's weights and their gradient where and how cuDNN takes them, and the ways between
 * there and the parameter vector.
 */
final class ConvolutionWeights {

  /** Bytes that the tensor cores' instructions read at once. */
  static final int ALIGNMENT = 16;

  private final Address weights;
  private final Address gradient;
  private final Runnable takeGradient;

  private ConvolutionWeights(Address weights, Address gradient, Runnable takeGradient) {
    this.weights = weights;
    this.gradient = gradient;
    this.takeGradient = takeGradient;
  }

  /**
   * In the vector's order: at addresses that are multiples of {@link #ALIGNMENT}, and both in the
   * same type of number. At the paper's widths the weights lie so already; else a copy follows
   * them. A gradient in bf16 is widened into the vector.
   */
  static ConvolutionWeights asTheyLie(CudaContext context, CudaParameters parameters) {
    NumberType type = parameters.vector().type();
    int length = parameters.weightRange().length();
    long bytes = (long) length * type.bytes();
    Address weights = parameters.weights();
    if (!isAligned(weights)) {
      weights = context.allocate(bytes);
      parameters.vector().follow(copy(context, parameters.weights(), weights, bytes));
    }
    Address target = parameters.weightGradient();
    if (type == NumberType.FLOAT && isAligned(target)) {
      return new ConvolutionWeights(weights, target, () -> {});
    }
    Address gradient = context.allocate(bytes);
    return new ConvolutionWeights(
        weights,
        gradient,
        context.kernels(type).bind("to_floats", length, gradient, target, length));
  }

  /** In the order of images in blocks: a copy follows the weights, and the gradient is put back. */
  static ConvolutionWeights inBlocks(
      CudaContext context, CudaParameters parameters, PixelBlocks blocks, int channels) {
    NumberType type = parameters.vector().type();
    Kernels kernels = context.kernels(type);
    int length = parameters.weightRange().length();
    int outputs = parameters.biasRange().length();
    int sideInBlocks = blocks.perKernel() * blocks.side();
    int lengthInBlocks = outputs * sideInBlocks * sideInBlocks * channels;
    Address weights = context.allocate((long) lengthInBlocks * type.bytes());
    Address gradient = context.allocate((long) lengthInBlocks * type.bytes());
    parameters
        .vector()
        .follow(
            kernels.bind(
                "weights_to_blocks",
                lengthInBlocks,
                parameters.weights(),
                weights,
                blocks.kernel(),
                blocks.perKernel(),
                blocks.side(),
                channels,
                lengthInBlocks));
    return new ConvolutionWeights(
        weights,
        gradient,
        kernels.bind(
            "gradient_from_blocks",
            length,
            gradient,
            parameters.weightGradient(),
            blocks.kernel(),
            blocks.perKernel(),
            blocks.side(),
            channels,
            length));
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
