package org.alexnetspark.preprocess.image;

/**
 * Three bytes a pixel, without gaps. Their order stays what it is: the first is called blue, so
 * that of RGB comes RGB, and of BGR BGR.
 *
 * @param width in pixels
 * @param height in pixels
 * @param samples row by row
 */
record ByteRaster(int width, int height, byte[] samples) implements Raster {
  @Override
  public void readRow(int row, int column, int count, int[] packed) {
    int at = (row * width + column) * CHANNELS;
    for (int i = 0; i < count; i++, at += CHANNELS) {
      packed[i] =
          (samples[at + 2] & 0xFF) << 24
              | (samples[at + 1] & 0xFF) << 16
              | (samples[at] & 0xFF) << 8;
    }
  }
}
