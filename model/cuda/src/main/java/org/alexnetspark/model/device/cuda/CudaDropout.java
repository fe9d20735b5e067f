package org.alexnetspark.model.device.cuda;

import java.nio.FloatBuffer;
import org.alexnetspark.model.device.Dropout;
import org.alexnetspark.model.device.Signal;

/** Multiplication by a mask of fp32 that the host makes, whatever the signals are made of. */
final class CudaDropout implements Dropout {

  private final CudaContext context;
  private final PinnedMemory host;
  private final FloatBuffer hostMask;
  private final Address mask;
  private final Launch forward;
  private final Launch backward;

  CudaDropout(CudaContext context, Signal input, Signal output) {
    this.context = context;
    long bytes = (long) input.shape().length() * Float.BYTES;
    host = context.pinned(bytes);
    hostMask = host.floats();
    mask = context.allocate(bytes);
    forward = multiply(CudaTensor.of(input.value()), CudaTensor.of(output.value()));
    backward = multiply(CudaTensor.of(output.gradient()), CudaTensor.of(input.gradient()));
  }

  @Override
  public void setMask(float[] newMask) {
    host.await();
    hostMask.put(0, newMask);
    // On the stream that computes: the step before may still multiply by the old mask.
    host.send(0, (long) newMask.length * Float.BYTES, mask, context.stream());
    host.mark(context.stream());
  }

  @Override
  public void forward() {
    forward.run();
  }

  @Override
  public void backward() {
    backward.run();
  }

  private Launch multiply(CudaTensor from, CudaTensor to) {
    int count = from.shape().length();
    return context
        .kernels(from.type())
        .bind("multiply", count, from.address(), mask, to.address(), count);
  }
}
