package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.WeightedOperation;
import org.alexnetspark.model.specification.Activation;
import org.bytedeco.cuda.global.cublas;

/**
 * cuBLAS's products. It counts matrices column by column: a matrix of ours, row by row, is to it
 * the transposed one, with the rows' length as its leading dimension. So {@code y = x w} is asked
 * for as {@code y' = w' x'}, and likewise the gradients.
 */
final class CudaFullyConnected implements WeightedOperation {

  private final Runnable product;
  private final Sums sums;
  private final Runnable roundGradient;
  private final Runnable inputGradient;
  private final Runnable weightGradient;

  /** A matrix of ours: rows of {@code length} numbers. */
  private record Matrix(Address numbers, NumberType type, int length) {}

  CudaFullyConnected(
      CudaContext context,
      Arithmetic arithmetic,
      Signal input,
      CudaParameters parameters,
      Activation activation,
      Signal output) {
    int batch = input.shape().batch();
    int inputs = input.shape().imageLength();
    int units = output.shape().imageLength();
    CudaTensor dyTensor = CudaTensor.of(output.gradient());
    Matrix x = matrix(CudaTensor.of(input.value()));
    Matrix dx = matrix(CudaTensor.of(input.gradient()));
    Matrix y = matrix(CudaTensor.of(output.value()));
    Matrix w = new Matrix(parameters.weights(), arithmetic.signals(), units);
    Matrix dw = new Matrix(parameters.weightGradient(), NumberType.FLOAT, units);
    sums = new Sums(context, parameters, activation, output);
    Matrix dy;
    if (dyTensor.type() == arithmetic.signals()) {
      dy = matrix(dyTensor);
      roundGradient = () -> {};
    } else {
      // The logits' gradient is fp32; products want both factors of the same type.
      CudaTensor rounded = new CudaTensor(context, dyTensor.shape(), arithmetic.signals());
      int count = dyTensor.shape().length();
      dy = matrix(rounded);
      roundGradient =
          context
              .kernels(rounded.type())
              .bind("from_floats", count, dyTensor.address(), rounded.address(), count);
    }
    int type = arithmetic.productType();
    // y' [units, batch] = w' [units, inputs] x' [inputs, batch]
    product = product(context, type, false, w, false, x, y, new int[] {units, batch, inputs});
    // dx' [inputs, batch] = w [inputs, units] dy' [units, batch]
    inputGradient =
        product(context, type, true, w, false, dy, dx, new int[] {inputs, batch, units});
    // dw' [units, inputs] = dy' [units, batch] x [batch, inputs]
    weightGradient =
        product(context, type, false, dy, true, x, dw, new int[] {units, inputs, batch});
  }

  @Override
  public void forward() {
    product.run();
    sums.forward();
  }

  @Override
  public void backward(Wanted wanted) {
    sums.backward();
    roundGradient.run();
    if (wanted != Wanted.PARAMETER_GRADIENTS) {
      inputGradient.run();
    }
    if (wanted != Wanted.INPUT_GRADIENT) {
      weightGradient.run();
    }
  }

  private static Matrix matrix(CudaTensor tensor) {
    return new Matrix(tensor.address(), tensor.type(), tensor.shape().imageLength());
  }

  /**
   * A product as cuBLAS sees it.
   *
   * @param sizes rows of the result, its columns, and the terms of each sum
   */
  private static Runnable product(
      CudaContext context,
      int type,
      boolean transposeA,
      Matrix a,
      boolean transposeB,
      Matrix b,
      Matrix result,
      int[] sizes) {
    return () ->
        Check.cublas(
            cublas.cublasGemmEx(
                context.cublas(),
                transposeA ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N,
                transposeB ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N,
                sizes[0],
                sizes[1],
                sizes[2],
                context.one(),
                a.numbers(),
                a.type().forCublas(),
                a.length(),
                b.numbers(),
                b.type().forCublas(),
                b.length(),
                context.zero(),
                result.numbers(),
                result.type().forCublas(),
                result.length(),
                type,
                cublas.CUBLAS_GEMM_DEFAULT),
            "cublasGemmEx");
  }
}
