package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.input.ViewedImages;

/**
 * Images with their zero pixels at the right and below in place. Stored pixels are prepared by the
 * GPU; so is scaling, padding and rounding, whoever prepared them.
 */
final class CudaImages implements ImageInput {

  private final CudaContext context;
  private final Shape shape;
  private final float scale;
  private final NumberType type;
  private final CudaTensor padded;
  private ReadyArrivals ready;
  private ViewedArrivals viewed;

  CudaImages(CudaContext context, Shape shape, int farPadding, float scale, NumberType type) {
    this.context = context;
    this.shape = shape;
    this.scale = scale;
    this.type = type;
    Shape withPadding = new Shape(shape.batch(), shape.size() + farPadding, shape.channels());
    padded = new CudaTensor(context, withPadding, type);
  }

  static CudaImages of(ImageInput input) {
    return SameDevice.require(CudaImages.class, input);
  }

  CudaTensor padded() {
    return padded;
  }

  Shape shape() {
    return shape;
  }

  float scale() {
    return scale;
  }

  NumberType type() {
    return type;
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
