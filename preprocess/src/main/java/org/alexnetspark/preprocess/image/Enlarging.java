package org.alexnetspark.preprocess.image;

import java.util.Arrays;

/**
 * A part of an image that is made larger, or stays as it is: bicubic interpolation, first along
 * rows, then along columns.
 */
final class Enlarging {
  private static final int CHANNELS = Raster.CHANNELS;

  /** Rows that neighbouring output rows share. */
  private static final int REMEMBERED_ROWS = 4;

  private static final int WEIGHT_BITS = 11;

  /** Bits behind the point in a widened row. */
  private static final int FRACTION_BITS = 8;

  private static final int DROPPED_BITS = WEIGHT_BITS - FRACTION_BITS;
  private static final int SUM_BITS = WEIGHT_BITS + FRACTION_BITS;

  private int[][] widened = new int[REMEMBERED_ROWS][0];
  private int[] sums = new int[0];
  private int[] row = new int[0];

  /** As {@link Rescaling#part}. */
  byte[] part(Raster source, Geometry geometry) {
    int unit = 1 << WEIGHT_BITS;
    ImageSize resized = geometry.resized();
    Taps columns =
        Taps.cubic(source.width(), resized.width(), geometry.left(), geometry.width(), unit);
    Taps rows =
        Taps.cubic(source.height(), resized.height(), geometry.top(), geometry.height(), unit);
    int left = columns.first()[0];
    int width = columns.end() - left;
    makeRoom(width, geometry.width() * CHANNELS);
    byte[] pixels = new byte[geometry.height() * sums.length];
    int[] remembered = new int[REMEMBERED_ROWS];
    Arrays.fill(remembered, -1);
    for (int y = 0; y < geometry.height(); y++) {
      Arrays.fill(sums, 1 << (SUM_BITS - 1)); // rounds
      for (int tap = 0; tap < rows.length(); tap++) {
        int weight = rows.weight(y, tap);
        if (weight != 0) {
          int sourceRow = rows.first()[y] + tap;
          int slot = sourceRow % REMEMBERED_ROWS;
          if (remembered[slot] != sourceRow) {
            source.readRow(sourceRow, left, width, row);
            widen(columns, row, widened[slot]);
            remembered[slot] = sourceRow;
          }
          addWeighted(weight, widened[slot], sums);
        }
      }
      store(sums, pixels, y * sums.length);
    }
    return pixels;
  }

  /** The loops go by the lengths of what is widened. */
  private void makeRoom(int width, int widenedLength) {
    if (row.length < width) {
      row = new int[width];
    }
    if (sums.length != widenedLength) {
      widened = new int[REMEMBERED_ROWS][widenedLength];
      sums = new int[widenedLength];
    }
  }

  private void widen(Taps columns, int[] in, int[] out) {
    int left = columns.first()[0];
    int rounding = 1 << (DROPPED_BITS - 1);
    for (int x = 0; x < columns.first().length; x++) {
      int at = columns.first()[x] - left;
      int blue = rounding;
      int green = rounding;
      int red = rounding;
      for (int tap = 0; tap < columns.length(); tap++) {
        int weight = columns.weight(x, tap);
        if (weight != 0) {
          int pixel = in[at + tap];
          blue += weight * ((pixel >>> 8) & 0xFF);
          green += weight * ((pixel >>> 16) & 0xFF);
          red += weight * (pixel >>> 24);
        }
      }
      out[x * CHANNELS] = blue >> DROPPED_BITS;
      out[x * CHANNELS + 1] = green >> DROPPED_BITS;
      out[x * CHANNELS + 2] = red >> DROPPED_BITS;
    }
  }

  private static void addWeighted(int weight, int[] row, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += weight * row[i];
    }
  }

  private static void store(int[] sums, byte[] pixels, int offset) {
    for (int i = 0; i < sums.length; i++) {
      pixels[offset + i] = (byte) Math.max(0, Math.min(255, sums[i] >> SUM_BITS));
    }
  }
}
