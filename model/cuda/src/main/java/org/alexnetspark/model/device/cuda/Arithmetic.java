package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudnn;

/**
 * What a precision means to the libraries.
 *
 * @param signals how signals, and the weights that products read, are stored
 * @param productType cuBLAS's type of computation; sums are fp32 in all of them
 * @param convolutionMath cuDNN's kind of mathematics that is asked for
 * @param leastCapability the least compute capability that multiplies so
 */
record Arithmetic(
    NumberType signals, int productType, int convolutionMath, Capability leastCapability) {

  private static final Capability ANY = new Capability(0, 0);
  private static final Capability AMPERE = new Capability(8, 0);

  static Arithmetic of(Precision precision) {
    return switch (precision) {
      case FP32 ->
          new Arithmetic(NumberType.FLOAT, cublas.CUBLAS_COMPUTE_32F, cudnn.CUDNN_FMA_MATH, ANY);
      case TF32 ->
          new Arithmetic(
              NumberType.FLOAT,
              cublas.CUBLAS_COMPUTE_32F_FAST_TF32,
              cudnn.CUDNN_DEFAULT_MATH,
              AMPERE);
      case BF16 ->
          new Arithmetic(
              NumberType.BF16, cublas.CUBLAS_COMPUTE_32F, cudnn.CUDNN_TENSOR_OP_MATH, AMPERE);
      case AUTO -> throw new IllegalArgumentException("the precision is not decided");
    };
  }

  /** Whether every product is of fp32 numbers as they are. */
  boolean isExact() {
    return convolutionMath == cudnn.CUDNN_FMA_MATH;
  }
}
