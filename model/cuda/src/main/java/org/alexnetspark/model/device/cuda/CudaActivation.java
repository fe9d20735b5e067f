package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.specification.Activation;

/** An activation of its own, in place both ways. */
final class CudaActivation implements Operation {

  private final Launch forward;
  private final Launch backward;

  CudaActivation(CudaContext context, Activation activation, Signal signal) {
    CudaTensor value = CudaTensor.of(signal.value());
    Pack pack = Pack.dividing(signal.shape().channels(), value.type());
    Kernels kernels = context.kernels(pack);
    int count = signal.shape().length() / pack.length();
    int number = Sums.inKernels(activation);
    forward = kernels.bind("activate_in_place", count, value.address(), number, count);
    backward =
        kernels.bind(
            "activation_gradient_in_place",
            count,
            CudaTensor.of(signal.gradient()).address(),
            value.address(),
            number,
            count);
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
