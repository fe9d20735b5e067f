package org.alexnetspark.preprocess.image;

/**
 * A photograph made ready for the network.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bgr blue, green, red, row by row, {@code width * height * 3} unsigned bytes: the order of
 *     Spark's image schema, in which images are stored
 * @param sourceWidth of the photograph in pixels, upright
 * @param sourceHeight of the photograph in pixels, upright
 */
public record PreparedImage(int width, int height, byte[] bgr, int sourceWidth, int sourceHeight) {
  /** The same as red, green, blue. */
  public byte[] rgb() {
    return Pixels.swapRedAndBlue(bgr);
  }
}
