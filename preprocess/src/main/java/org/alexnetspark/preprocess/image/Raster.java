package org.alexnetspark.preprocess.image;

/** A decoded, upright photograph; valid only as long as whoever made it says. */
interface Raster {
  /** Red, green and blue. */
  int CHANNELS = 3;

  /** In pixels. */
  int width();

  /** In pixels. */
  int height();

  /**
   * Copies pixels of one row.
   *
   * @param row from the top
   * @param column the first one wanted
   * @param count how many
   * @param packed takes each pixel as {@code 0xRRGGBBxx}; what stands in the last byte means
   *     nothing
   */
  void readRow(int row, int column, int count, int[] packed);
}
