package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.specification.LrnConvention;

/** Local response normalisation; the denominators are computed anew on the way back. */
final class CudaNormalization implements Operation {

  private final Launch forward;
  private final Launch backward;

  CudaNormalization(CudaContext context, Signal input, LrnConvention convention, Signal output) {
    CudaTensor in = CudaTensor.of(input.value());
    int channels = input.shape().channels();
    Pack pack = Pack.dividing(channels, in.type());
    Kernels kernels = context.kernels(pack);
    int count = input.shape().length() / pack.length();
    float k = (float) convention.k();
    float alpha = (float) convention.alpha();
    forward =
        kernels.bind(
            "normalize",
            count,
            in.address(),
            CudaTensor.of(output.value()).address(),
            channels,
            k,
            alpha,
            count);
    backward =
        kernels.bind(
            "normalize_gradient",
            count,
            in.address(),
            CudaTensor.of(output.gradient()).address(),
            CudaTensor.of(input.gradient()).address(),
            channels,
            k,
            alpha,
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
