package org.alexnetspark.model.device;

/**
 * Maps or vectors of a batch, in the canonical order [image, row, column, channel], last fastest.
 *
 * @param batch images
 * @param height of the maps; 1 for vectors
 * @param width of the maps; 1 for vectors
 * @param channels channels of a map, or length of a vector
 */
public record Shape(int batch, int height, int width, int channels) {

  public Shape {
    if (batch < 1 || height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "a shape of " + batch + " images of " + height + " x " + width + " x " + channels);
    }
    Math.multiplyExact(batch, Math.multiplyExact(Math.multiplyExact(height, width), channels));
  }

  /** Square maps. */
  public Shape(int batch, int size, int channels) {
    this(batch, size, size, channels);
  }

  /** Vectors. */
  public static Shape ofVectors(int batch, int length) {
    return new Shape(batch, 1, length);
  }

  /**
   * Side of the maps, for what works on square ones alone.
   *
   * @throws IllegalStateException if they are not square
   */
  public int size() {
    if (height != width) {
      throw new IllegalStateException("maps of " + height + " x " + width + " are not square");
    }
    return height;
  }

  /** Whether there is one place only. */
  public boolean isOfVectors() {
    return height == 1 && width == 1;
  }

  /** Whether maps of the other shape have as many rows and columns. */
  public boolean hasPlacesOf(Shape other) {
    return height == other.height && width == other.width;
  }

  /** Places of a map. */
  public int places() {
    return height * width;
  }

  /** The same maps with another number of channels. */
  public Shape withChannels(int newChannels) {
    return new Shape(batch, height, width, newChannels);
  }

  /** The same maps of another number of images. */
  public Shape withBatch(int images) {
    return new Shape(images, height, width, channels);
  }

  /** Numbers of one image. */
  public int imageLength() {
    return height * width * channels;
  }

  /** Numbers of the whole batch. */
  public int length() {
    return batch * imageLength();
  }
}
