package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.Shape;

/** Copies of windows of maps, at every place one, into vectors in canonical order. */
final class Nd4jWindows {

  private Nd4jWindows() {}

  static Runnable of(Nd4jTensor maps, int side, Nd4jTensor vectors, int offset) {
    Shape shape = maps.shape();
    int rows = shape.height() - side + 1;
    int columns = shape.width() - side + 1;
    int run = side * shape.channels();
    int length = vectors.shape().imageLength();
    if (rows < 1
        || columns < 1
        || vectors.shape().batch() != shape.batch() * rows * columns
        || offset + side * run > length) {
      throw new IllegalArgumentException(
          "windows of " + side + " of " + shape + " do not fit " + vectors.shape());
    }
    return () -> {
      int target = offset;
      for (int image = 0; image < shape.batch(); image++) {
        for (int row = 0; row < rows; row++) {
          for (int column = 0; column < columns; column++, target += length) {
            for (int y = 0; y < side; y++) {
              int pixel = (image * shape.height() + row + y) * shape.width() + column;
              vectors.buffer().put(target + y * run, maps.buffer(), pixel * shape.channels(), run);
            }
          }
        }
      }
    };
  }
}
