package org.alexnetspark.model.device.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;

/**
 * The way of stored pixels into their place. The host copies the rows of a crop into page-locked
 * memory, a quarter of the bytes of prepared numbers; the GPU mirrors them, subtracts the mean and
 * shifts the colours.
 */
final class ViewedArrivals {

  /**
   * Images that are sent at once: the bus works on one piece while the host's cores fill the next.
   * One core would take about as long as a large GPU takes to learn from them.
   */
  private static final int PIECE = 32;

  /**
   * What the kernel is told of a view: left, top, mirrored, the shift of three colours, a factor.
   */
  private static final int NUMBERS_OF_VIEW = 7;

  private static final int USED_ARGUMENT = 4;

  private final CudaContext context;
  private final Shape shape;
  private final int imageSize;
  private final int viewsOffset;
  private final Arrivals arrivals;
  private final ByteBuffer bytes;
  private final Address mean;
  private final Launch prepare;
  private float[] meanThere;

  /**
   * @param imageSize side of the stored images
   */
  ViewedArrivals(CudaContext context, CudaImages images, int imageSize) {
    this.context = context;
    this.imageSize = imageSize;
    shape = images.shape();
    // Numbers of four bytes want an address that is a multiple of four.
    viewsOffset = (shape.length() + Float.BYTES - 1) / Float.BYTES * Float.BYTES;
    arrivals =
        new Arrivals(context, viewsOffset + (long) shape.batch() * NUMBERS_OF_VIEW * Float.BYTES);
    bytes = arrivals.host().bytes();
    mean = context.allocate((long) imageSize * imageSize * shape.channels() * Float.BYTES);
    PixelBlocks blocks = images.blocks();
    Pack pack = images.pack();
    int packs = images.inBlocks().shape().length() / pack.length();
    prepare =
        context
            .kernels(pack)
            .bind(
                "prepare_images",
                packs,
                arrivals.memory(),
                arrivals.memory().plus(viewsOffset),
                mean,
                images.inBlocks().address(),
                0,
                shape.size(),
                blocks.count(),
                blocks.side(),
                blocks.before(),
                shape.channels(),
                imageSize,
                images.scale(),
                packs);
  }

  int imageSize() {
    return imageSize;
  }

  void write(ViewedImages images, int count) {
    moveMean(images.preparation());
    arrivals.begin();
    List<ViewedImage> all = images.images();
    for (int image = 0; image < count; image += PIECE) {
      int end = Math.min(image + PIECE, count);
      IntStream.range(image, end).parallel().forEach(i -> take(all.get(i), i));
      arrivals.send((long) image * shape.imageLength(), (long) (end - image) * shape.imageLength());
    }
    arrivals.send(viewsOffset, (long) count * NUMBERS_OF_VIEW * Float.BYTES);
    arrivals.place(prepare.with(USED_ARGUMENT, count));
  }

  /** Once for a preparation: the mean is the same for every batch of an epoch. */
  private void moveMean(Preparation preparation) {
    if (preparation.mean() != meanThere) {
      meanThere = preparation.mean();
      context.transfer().write(meanThere, 0, meanThere.length, mean);
    }
  }

  private void take(ViewedImage image, int number) {
    copyCrop(image, number * shape.imageLength());
    describe(image, viewsOffset + number * NUMBERS_OF_VIEW * Float.BYTES);
  }

  private void copyCrop(ViewedImage image, int to) {
    int rowLength = shape.size() * shape.channels();
    View view = image.view();
    for (int row = 0; row < shape.size(); row++) {
      int from = ((view.top() + row) * imageSize + view.left()) * shape.channels();
      bytes.put(to + row * rowLength, image.pixels(), from, rowLength);
    }
  }

  private void describe(ViewedImage image, int to) {
    View view = image.view();
    float[] shift = image.shift();
    float[] numbers = {
      view.left(), view.top(), view.mirrored() ? 1 : 0, shift[0], shift[1], shift[2], image.factor()
    };
    for (int i = 0; i < NUMBERS_OF_VIEW; i++) {
      bytes.putFloat(to + i * Float.BYTES, numbers[i]);
    }
  }
}
