package org.alexnetspark.model.input;

/**
 * An image of any size as the network reads it.
 *
 * @param height in pixels
 * @param width in pixels
 * @param numbers row, column, then red, green, blue; levels of 0 to 255 less the mean
 */
public record WholeImage(int height, int width, float[] numbers) {
  private static final int CHANNELS = 3;

  /**
   * Copies a part.
   *
   * @param target receives {@code rows x columns x 3} numbers, from {@code offset} on
   * @param mirrored whether the part is then flipped from left to right
   */
  public void copy(
      int top, int left, int rows, int columns, boolean mirrored, float[] target, int offset) {
    int row = columns * CHANNELS;
    for (int y = 0; y < rows; y++) {
      int from = ((top + y) * width + left) * CHANNELS;
      int to = offset + y * row;
      if (mirrored) {
        for (int x = 0; x < row; x += CHANNELS) {
          System.arraycopy(numbers, from + x, target, to + row - CHANNELS - x, CHANNELS);
        }
      } else {
        System.arraycopy(numbers, from, target, to, row);
      }
    }
  }

  /** Copies all of it. */
  public void copy(boolean mirrored, float[] target, int offset) {
    copy(0, 0, height, width, mirrored, target, offset);
  }
}
