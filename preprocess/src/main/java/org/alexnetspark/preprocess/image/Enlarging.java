package org.alexnetspark.preprocess.image;

import java.util.Arrays;

/**
 * The crop of a photograph that is smaller than it, or as large: bicubic interpolation, first along
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

  private final int size;
  private final int[][] widened;
  private final int[] sums;
  private int[] row = new int[0];

  Enlarging(int size) {
    this.size = size;
    this.widened = new int[REMEMBERED_ROWS][size * CHANNELS];
    this.sums = new int[size * CHANNELS];
  }

  /** As {@link CentralCrop#of}. */
  byte[] crop(Raster source, Geometry geometry) {
    int unit = 1 << WEIGHT_BITS;
    Taps columns = Taps.cubic(source.width(), geometry.resizedWidth(), geometry.left(), size, unit);
    Taps rows = Taps.cubic(source.height(), geometry.resizedHeight(), geometry.top(), size, unit);
    int left = columns.first()[0];
    int width = columns.end() - left;
    if (row.length < width) {
      row = new int[width];
    }
    byte[] pixels = new byte[size * size * CHANNELS];
    int[] remembered = new int[REMEMBERED_ROWS];
    Arrays.fill(remembered, -1);
    for (int y = 0; y < size; y++) {
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

  private void widen(Taps columns, int[] in, int[] out) {
    int left = columns.first()[0];
    int rounding = 1 << (DROPPED_BITS - 1);
    for (int x = 0; x < size; x++) {
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
