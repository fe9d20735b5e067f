package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.specification.MapNormalization;

/**
 * Normalisation inside maps. On the way back each position first says what it shares with those
 * around it, in fp32; then each adds up what it is told.
 */
final class CudaMapNormalization implements Operation {

  private final Launch forward;
  private final Launch shares;
  private final Launch backward;

  CudaMapNormalization(
      CudaContext context, Signal input, MapNormalization convention, Signal output) {
    CudaTensor in = CudaTensor.of(input.value());
    int size = input.shape().size();
    int channels = input.shape().channels();
    Pack pack = Pack.dividing(channels, in.type());
    Kernels kernels = context.kernels(pack);
    int count = input.shape().length() / pack.length();
    float k = (float) convention.k();
    float alpha = (float) convention.alpha();
    Address outGradient = CudaTensor.of(output.gradient()).address();
    Address shared = context.allocate((long) input.shape().length() * Float.BYTES);
    forward =
        kernels.bind(
            "normalize_in_maps",
            count,
            in.address(),
            CudaTensor.of(output.value()).address(),
            size,
            channels,
            k,
            alpha,
            count);
    shares =
        kernels.bind(
            "normalize_in_maps_shares",
            count,
            in.address(),
            outGradient,
            shared,
            size,
            channels,
            k,
            alpha,
            count);
    backward =
        kernels.bind(
            "normalize_in_maps_gradient",
            count,
            in.address(),
            outGradient,
            shared,
            CudaTensor.of(input.gradient()).address(),
            size,
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
    shares.run();
    backward.run();
  }
}
