package org.alexnetspark.preprocess.image;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A prepared image, and what preprocessing at another size would have made of it.
 *
 * @param width in pixels, as many as height
 * @param height in pixels
 * @param pixels red, green, blue, row by row, {@code width * height * 3} unsigned bytes
 */
public record RgbImage(int width, int height, byte[] pixels) {

  /** Refuses what is no square of pixels. */
  public RgbImage {
    if (width != height || pixels.length != width * height * Raster.CHANNELS) {
      throw new IllegalArgumentException(
          pixels.length + " bytes are no square image of " + width + " x " + height);
    }
  }

  /** Its width and height. */
  public ImageSize size() {
    return new ImageSize(width, height);
  }

  /** All of it with its shorter side resized. */
  public RgbImage withShorter(int side) {
    if (side == width) {
      return this;
    }
    // The order of the channels stays what it is: of RGB comes RGB.
    BgrRaster raster =
        new BgrRaster(width, height, width * Raster.CHANNELS, ByteBuffer.wrap(pixels));
    return new RgbImage(side, side, new CentralCrop(side).of(raster));
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
