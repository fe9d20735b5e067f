package org.alexnetspark.preprocess.image;

/**
 * Width and height of an image.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
public record ImageSize(int width, int height) {

  /** The shorter side. */
  public int shorter() {
    return Math.min(width, height);
  }

  /**
   * The size at which the shorter side is so many pixels and the proportions stay: the longer side
   * is rounded, halves up, as in Krizhevsky's make-data.
   */
  public ImageSize withShorter(int pixels) {
    return new ImageSize(scaled(width, pixels), scaled(height, pixels));
  }

  private int scaled(int side, int pixels) {
    return Math.toIntExact((2L * side * pixels + shorter()) / (2L * shorter()));
  }
}
