package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.specification.Padding;

/** Images with the zero pixels around them already in place. */
final class Nd4jImages implements ImageInput {

  private final Shape shape;
  private final Padding padding;
  private final float scale;
  private final Nd4jTensor padded;
  private final float[] scaledRow;
  private int used;

  Nd4jImages(Shape shape, Padding padding, float scale, Nd4jTensor padded) {
    this.shape = shape;
    this.padding = padding;
    this.scale = scale;
    this.padded = padded;
    this.scaledRow = new float[shape.width() * shape.channels()];
  }

  static Nd4jImages of(ImageInput input) {
    return SameDevice.require(Nd4jImages.class, input);
  }

  Nd4jTensor padded() {
    return padded;
  }

  @Override
  public void write(float[] images, int count) {
    int row = shape.width() * shape.channels();
    int paddedRow = padded.shape().width() * shape.channels();
    int paddedImage = padded.shape().imageLength();
    int firstPixel = padding.near() * (paddedRow + shape.channels());
    for (int image = 0; image < count; image++) {
      for (int y = 0; y < shape.height(); y++) {
        int from = image * shape.imageLength() + y * row;
        for (int i = 0; i < row; i++) {
          scaledRow[i] = scale * images[from + i];
        }
        padded.buffer().put(image * paddedImage + firstPixel + y * paddedRow, scaledRow, 0, row);
      }
    }
    if (count < used) {
      float[] zeros = new float[paddedImage];
      for (int image = count; image < used; image++) {
        padded.buffer().put(image * paddedImage, zeros, 0, paddedImage);
      }
    }
    used = count;
  }
}
