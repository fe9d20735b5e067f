package org.alexnetspark.model.device.cuda;

import java.nio.FloatBuffer;
import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.device.Shape;
import org.bytedeco.cuda.cudart.CUevent_st;

/**
 * Images with their zero pixels at the right and below in place. They arrive on a stream of their
 * own while the step before still computes; scaling, padding and rounding is the GPU's work.
 */
final class CudaImages implements ImageInput {

  /** Images that are sent at once: the bus works on one piece while the host fills the next. */
  private static final int PIECE = 16;

  private static final int USED_ARGUMENT = 2;

  private final CudaContext context;
  private final Shape shape;
  private final CudaTensor padded;
  private final PinnedMemory host;
  private final FloatBuffer pixels;
  private final Address arrivals;
  private final CUevent_st arrived;
  private final CUevent_st placed;
  private final Launch place;

  CudaImages(CudaContext context, Shape shape, int farPadding, float scale, NumberType type) {
    this.context = context;
    this.shape = shape;
    int paddedSize = shape.size() + farPadding;
    padded = new CudaTensor(context, new Shape(shape.batch(), paddedSize, shape.channels()), type);
    long bytes = (long) shape.length() * Float.BYTES;
    host = context.pinned(bytes);
    pixels = host.floats();
    arrivals = context.allocate(bytes);
    // The zeros of a new allocation are written on the other stream.
    context.synchronize();
    arrived = context.event();
    placed = context.event();
    int count = padded.shape().length();
    place =
        context
            .kernels(type)
            .bind(
                "place_images",
                count,
                arrivals,
                padded.address(),
                0,
                shape.size(),
                paddedSize,
                shape.channels(),
                scale,
                count);
  }

  static CudaImages of(ImageInput input) {
    return SameDevice.require(CudaImages.class, input);
  }

  CudaTensor padded() {
    return padded;
  }

  @Override
  public void write(float[] images, int count) {
    int length = shape.imageLength();
    host.await();
    // What arrived before has to be in its place before it is overwritten.
    context.waitFor(context.uploads(), placed);
    for (int image = 0; image < count; image += PIECE) {
      int numbers = Math.min(PIECE, count - image) * length;
      int first = image * length;
      pixels.put(first, images, first, numbers);
      long offset = (long) first * Float.BYTES;
      host.send(offset, (long) numbers * Float.BYTES, arrivals.plus(offset), context.uploads());
    }
    host.mark(context.uploads());
    context.await(context.stream(), context.uploads(), arrived);
    place.with(USED_ARGUMENT, count).run();
    context.mark(context.stream(), placed);
  }
}
