package org.alexnetspark.preprocess.image;

import java.nio.ByteBuffer;

/**
 * Three bytes a pixel, as OpenCV has them.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rowBytes distance between the starts of two rows in {@code samples}
 * @param samples BGR, row by row
 */
record BgrRaster(int width, int height, int rowBytes, ByteBuffer samples) implements Raster {
  @Override
  public void readRow(int row, int column, int count, int[] packed) {
    int at = row * rowBytes + column * CHANNELS;
    for (int i = 0; i < count; i++, at += CHANNELS) {
      packed[i] =
          (samples.get(at + 2) & 0xFF) << 24
              | (samples.get(at + 1) & 0xFF) << 16
              | (samples.get(at) & 0xFF) << 8;
    }
  }
}
