package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.Dropout;
import org.alexnetspark.model.device.DropoutMask;
import org.alexnetspark.model.device.Signal;

/** Multiplication by factors that the GPU draws anew whenever it needs them: nothing is copied. */
final class CudaDropout implements Dropout {

  private static final int KEY_ARGUMENT = 2;
  private static final int THRESHOLD_ARGUMENT = 3;
  private static final int KEPT_ARGUMENT = 4;

  private final CudaContext context;
  private final Launch forward;
  private final Launch backward;

  CudaDropout(CudaContext context, Signal input, Signal output) {
    this.context = context;
    forward = drop(CudaTensor.of(input.value()), CudaTensor.of(output.value()));
    backward = drop(CudaTensor.of(output.gradient()), CudaTensor.of(input.gradient()));
  }

  @Override
  public void setMask(DropoutMask mask) {
    for (Launch launch : new Launch[] {forward, backward}) {
      launch
          .with(KEY_ARGUMENT, mask.key())
          .with(THRESHOLD_ARGUMENT, mask.threshold())
          .with(KEPT_ARGUMENT, mask.kept());
    }
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    backward.run();
  }

  private Launch drop(CudaTensor from, CudaTensor to) {
    int count = from.shape().length();
    return context
        .kernels(from.type())
        .bind("drop", count, from.address(), to.address(), 0L, 0, 1f, count);
  }
}
