package org.alexnetspark.preprocess.image;

import java.nio.ByteBuffer;

/**
 * A decoded, upright photograph.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rowBytes distance between the starts of two rows in {@code samples}
 * @param samples BGR, row by row; valid only as long as whoever made it says
 */
record Raster(int width, int height, int rowBytes, ByteBuffer samples) {
  static final int CHANNELS = 3;
}
