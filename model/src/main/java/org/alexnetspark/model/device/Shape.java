package org.alexnetspark.model.device;

/**
 * Maps or vectors of a batch, in the canonical order [image, row, column, channel], last fastest.
 *
 * @param batch images
 * @param size side of the square maps; 1 for vectors
 * @param channels channels of a map, or length of a vector
 */
public record Shape(int batch, int size, int channels) {

  public Shape {
    if (batch < 1 || size < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "a shape of " + batch + " images of " + size + " x " + size + " x " + channels);
    }
    Math.multiplyExact(batch, Math.multiplyExact(size * size, channels));
  }

  /** Vectors. */
  public static Shape ofVectors(int batch, int length) {
    return new Shape(batch, 1, length);
  }

  /** Numbers of one image. */
  public int imageLength() {
    return size * size * channels;
  }

  /** Numbers of the whole batch. */
  public int length() {
    return batch * imageLength();
  }
}
