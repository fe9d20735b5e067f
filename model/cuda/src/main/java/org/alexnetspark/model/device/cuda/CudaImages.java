package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.input.ViewedImages;
import org.alexnetspark.model.specification.Padding;

/**
 * Images as their convolution reads them: in {@link PixelBlocks}. Stored pixels are prepared by the
 * GPU; so is scaling, padding, rounding and putting into blocks, whoever prepared them.
 */
final class CudaImages implements ImageInput {

  private final CudaContext context;
  private final Shape shape;
  private final Padding padding;
  private final float scale;
  private final NumberType type;
  private PixelBlocks blocks;
  private CudaTensor inBlocks;
  private ReadyArrivals ready;
  private ViewedArrivals viewed;

  CudaImages(CudaContext context, Shape shape, Padding padding, float scale, NumberType type) {
    this.context = context;
    this.shape = shape;
    this.padding = padding;
    this.scale = scale;
    this.type = type;
  }

  static CudaImages of(ImageInput input) {
    return SameDevice.require(CudaImages.class, input);
  }

  /**
   * Cuts them for a convolution.
   *
   * @throws IllegalArgumentException if another has them in other blocks
   */
  PixelBlocks cutFor(ConvolutionGeometry convolution) {
    PixelBlocks wanted = PixelBlocks.of(shape, padding, convolution);
    if (blocks == null) {
      blocks = wanted;
      inBlocks = new CudaTensor(context, wanted.shape(shape), type);
    } else if (!blocks.equals(wanted)) {
      throw new IllegalArgumentException("images are in " + blocks + ", not in " + wanted);
    }
    return blocks;
  }

  /**
   * How they are cut.
   *
   * @throws IllegalStateException if no convolution reads them
   */
  PixelBlocks blocks() {
    if (blocks == null) {
      throw new IllegalStateException("images are written that no convolution reads");
    }
    return blocks;
  }

  /** What the convolution reads; null before there is one. */
  CudaTensor inBlocks() {
    return inBlocks;
  }

  /** What a thread makes of {@link #inBlocks}: none crosses a row of a block. */
  Pack pack() {
    return Pack.dividing(blocks.side() * shape.channels(), type);
  }

  /** Before padding and cutting. */
  Shape shape() {
    return shape;
  }

  float scale() {
    return scale;
  }

  @Override
  public void write(float[] images, int count) {
    if (ready == null) {
      ready = new ReadyArrivals(context, this);
    }
    ready.write(images, count);
  }

  @Override
  public void write(Images images, int count) {
    if (images instanceof ViewedImages pixels) {
      int imageSize = pixels.preparation().imageSize();
      if (viewed == null || viewed.imageSize() != imageSize) {
        viewed = new ViewedArrivals(context, this, imageSize);
      }
      viewed.write(pixels, count);
    } else {
      write(images.numbers(), count);
    }
  }
}
