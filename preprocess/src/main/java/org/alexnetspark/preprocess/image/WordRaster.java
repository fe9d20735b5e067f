package org.alexnetspark.preprocess.image;

import java.nio.IntBuffer;

/**
 * A pixel a word, {@code 0xRRGGBBxx}.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rowWords distance between the starts of two rows in {@code words}
 * @param words row by row
 */
record WordRaster(int width, int height, int rowWords, IntBuffer words) implements Raster {
  @Override
  public void readRow(int row, int column, int count, int[] packed) {
    words.get(row * rowWords + column, packed, 0, count);
  }
}
