package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;

/** Max-pooling that remembers, in a byte a window, which pixel was the largest. */
final class CudaMaxPooling implements Operation {

  private final Launch forward;
  private final Launch backward;

  CudaMaxPooling(CudaContext context, Signal input, int window, int stride, Signal output) {
    CudaTensor in = CudaTensor.of(input.value());
    int size = input.shape().size();
    int pooled = output.shape().size();
    int channels = input.shape().channels();
    Pack pack = Pack.dividing(channels, in.type());
    Kernels kernels = context.kernels(pack);
    int inputs = input.shape().length() / pack.length();
    int outputs = output.shape().length() / pack.length();
    Address winners = context.allocate(output.shape().length());
    forward =
        kernels.bind(
            "max_pool",
            outputs,
            in.address(),
            CudaTensor.of(output.value()).address(),
            winners,
            size,
            pooled,
            window,
            stride,
            channels,
            outputs);
    backward =
        kernels.bind(
            "max_pool_gradient",
            inputs,
            CudaTensor.of(output.gradient()).address(),
            winners,
            CudaTensor.of(input.gradient()).address(),
            size,
            pooled,
            window,
            stride,
            channels,
            inputs);
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
