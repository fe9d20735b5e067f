package org.alexnetspark.preprocess.image;

import java.util.Arrays;

/**
 * A prepared image, of whatever proportions, and what can be cut out of it at another scale. The
 * filters are those of preprocessing (see {@link Rescaling}): a network is fed at another scale
 * what preprocessing at that scale would have made, but for what the first resizing lost. Safe for
 * use by several threads.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels red, green, blue, row by row, {@code width * height * 3} unsigned bytes
 */
public record RgbImage(int width, int height, byte[] pixels) {

  /** Refuses bytes that are no image of that size. */
  public RgbImage {
    if (pixels.length != (long) width * height * Raster.CHANNELS) {
      throw new IllegalArgumentException(
          pixels.length + " bytes are no image of " + width + " x " + height);
    }
  }

  /** Its width and height. */
  public ImageSize size() {
    return new ImageSize(width, height);
  }

  /** All of it with its shorter side resized. */
  public RgbImage withShorter(int side) {
    ImageSize scaled = size().withShorter(side);
    return scaled.equals(size())
        ? this
        : new RgbImage(
            scaled.width(), scaled.height(), part(scaled, 0, 0, scaled.width(), scaled.height()));
  }

  /** The central square once the shorter side has been resized to {@code side}: side x side x 3. */
  public byte[] centralSquare(int side) {
    if (width == side && height == side) {
      return pixels;
    }
    ImageSize scaled = size().withShorter(side);
    return square(scaled, (scaled.width() - side) / 2, (scaled.height() - side) / 2, side);
  }

  /**
   * A square of the image as it would be at another size; only the square is computed.
   *
   * @param scaled a size of the same proportions, {@link ImageSize#withShorter}
   * @param left first column of the square at that size
   * @param top first row of the square at that size
   * @return side x side x 3 bytes
   */
  public byte[] square(ImageSize scaled, int left, int top, int side) {
    return scaled.equals(size()) ? copy(left, top, side) : part(scaled, left, top, side, side);
  }

  private byte[] copy(int left, int top, int side) {
    int rowBytes = side * Raster.CHANNELS;
    byte[] square = new byte[side * rowBytes];
    for (int row = 0; row < side; row++) {
      int from = ((top + row) * width + left) * Raster.CHANNELS;
      System.arraycopy(pixels, from, square, row * rowBytes, rowBytes);
    }
    return square;
  }

  private byte[] part(ImageSize scaled, int left, int top, int partWidth, int partHeight) {
    return new Rescaling()
        .part(
            new ByteRaster(width, height, pixels),
            new Geometry(scaled, left, top, partWidth, partHeight));
  }

  /** By content. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage image
        && width == image.width
        && height == image.height
        && Arrays.equals(pixels, image.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(pixels);
  }
}
