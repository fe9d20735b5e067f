package org.alexnetspark.model.device.cuda;

import java.nio.FloatBuffer;
import org.alexnetspark.model.device.Shape;

/** The way of numbers that the host has prepared into their place. */
final class ReadyArrivals {

  /** Images that are sent at once: the bus works on one piece while the host fills the next. */
  private static final int PIECE = 16;

  private static final int USED_ARGUMENT = 2;

  private final int imageLength;
  private final Arrivals arrivals;
  private final FloatBuffer numbers;
  private final Launch place;

  ReadyArrivals(CudaContext context, CudaImages images) {
    Shape shape = images.shape();
    PixelBlocks blocks = images.blocks();
    Pack pack = images.pack();
    int packs = images.inBlocks().shape().length() / pack.length();
    imageLength = shape.imageLength();
    arrivals = new Arrivals(context, (long) shape.length() * Float.BYTES);
    numbers = arrivals.host().floats();
    place =
        context
            .kernels(pack)
            .bind(
                "place_images",
                packs,
                arrivals.memory(),
                images.inBlocks().address(),
                0,
                shape.size(),
                blocks.count(),
                blocks.side(),
                blocks.before(),
                shape.channels(),
                images.scale(),
                packs);
  }

  void write(float[] images, int count) {
    arrivals.begin();
    for (int image = 0; image < count; image += PIECE) {
      int length = Math.min(PIECE, count - image) * imageLength;
      int first = image * imageLength;
      numbers.put(first, images, first, length);
      arrivals.send((long) first * Float.BYTES, (long) length * Float.BYTES);
    }
    arrivals.place(place.with(USED_ARGUMENT, count));
  }
}
