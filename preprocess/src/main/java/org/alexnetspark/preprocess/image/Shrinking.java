package org.alexnetspark.preprocess.image;

import java.util.Arrays;

/**
 * A part of an image that is made smaller: each pixel is the mean over its footprint. First rows
 * are added up, by loops that the compiler turns into vector instructions, two channels in a word;
 * then the columns of what is left, with the three channels of a pixel in one long.
 */
final class Shrinking {
  /** With weights that sum to 256, a mean of bytes fits into 16 bits. */
  private static final int UNIT = 256;

  /** Two channels in an int, 16 bits each, eight of them behind the point. */
  private static final int TWO = 0x00FF00FF;

  /** Half of what {@link #pack} drops, in each channel. */
  private static final int ROUNDING = 4;

  private static final int TWO_ROUNDINGS = ROUNDING << 16 | ROUNDING;

  /** Three channels in a long, 21 bits each: 8 bits, 5 behind the point, and 8 of the weights. */
  private static final int LANE_BITS = 21;

  private static final int LANE_FRACTION_BITS = 5 + 8;
  private static final long LANE_HALF = 1L << (LANE_FRACTION_BITS - 1);
  private static final long HALVES =
      LANE_HALF | LANE_HALF << LANE_BITS | LANE_HALF << (2 * LANE_BITS);

  private static final int GREEN_BITS = LANE_BITS + LANE_FRACTION_BITS;
  private static final int RED_BITS = 2 * LANE_BITS + LANE_FRACTION_BITS;

  private int[] row = new int[0];
  private int[] redAndBlue = row;
  private int[] green = row;
  private long[] packed = new long[0];

  /** As {@link Rescaling#part}. */
  byte[] part(Raster source, Geometry geometry) {
    ImageSize resized = geometry.resized();
    Taps columns =
        Taps.area(source.width(), resized.width(), geometry.left(), geometry.width(), UNIT);
    Taps rows =
        Taps.area(source.height(), resized.height(), geometry.top(), geometry.height(), UNIT);
    int left = columns.first()[0];
    int width = columns.end() - left;
    makeRoom(width, columns.length());
    int rowBytes = geometry.width() * Raster.CHANNELS;
    byte[] pixels = new byte[geometry.height() * rowBytes];
    int inRow = -1;
    for (int y = 0; y < geometry.height(); y++) {
      Arrays.fill(redAndBlue, 0, width, TWO_ROUNDINGS);
      Arrays.fill(green, 0, width, ROUNDING);
      for (int tap = 0; tap < rows.length(); tap++) {
        int weight = rows.weight(y, tap);
        if (weight != 0) {
          int sourceRow = rows.first()[y] + tap;
          // Neighbours share the row on their border.
          if (sourceRow != inRow) {
            source.readRow(sourceRow, left, width, row);
            inRow = sourceRow;
          }
          addWeighted(weight, width, row, redAndBlue, green);
        }
      }
      pack(width, redAndBlue, green, packed);
      narrow(columns, packed, pixels, y * rowBytes);
    }
    return pixels;
  }

  private void makeRoom(int width, int taps) {
    if (row.length < width) {
      row = new int[width];
      redAndBlue = new int[width];
      green = new int[width];
    }
    // Taps of weight 0 may look past the end.
    if (packed.length < width + taps) {
      packed = new long[width + taps];
    }
  }

  private static void addWeighted(int weight, int width, int[] row, int[] redAndBlue, int[] green) {
    for (int i = 0; i < width; i++) {
      redAndBlue[i] += ((row[i] >>> 8) & TWO) * weight;
      green[i] += ((row[i] >>> 16) & 0xFF) * weight;
    }
  }

  private static void pack(int width, int[] redAndBlue, int[] green, long[] packed) {
    for (int i = 0; i < width; i++) {
      packed[i] =
          ((redAndBlue[i] & 0xFFFF) >> 3)
              | ((long) (green[i] >> 3) << LANE_BITS)
              | ((long) (redAndBlue[i] >>> 19) << (2 * LANE_BITS));
    }
  }

  /**
   * Weighs columns. Shrinking to more than half takes three taps, and is worth a loop of its own.
   */
  private void narrow(Taps columns, long[] packed, byte[] pixels, int offset) {
    if (columns.length() == 3) {
      narrowByThree(columns, packed, pixels, offset);
    } else {
      narrowByMany(columns, packed, pixels, offset);
    }
  }

  private void narrowByThree(Taps columns, long[] packed, byte[] pixels, int offset) {
    int[] first = columns.first();
    int[] weights = columns.weights();
    int left = first[0];
    int count = first.length;
    for (int x = 0; x < count; x++) {
      int in = first[x] - left;
      long sum =
          packed[in] * weights[x]
              + packed[in + 1] * weights[count + x]
              + packed[in + 2] * weights[2 * count + x]
              + HALVES;
      pixels[offset + 3 * x] = (byte) (sum >>> LANE_FRACTION_BITS);
      pixels[offset + 3 * x + 1] = (byte) (sum >>> GREEN_BITS);
      pixels[offset + 3 * x + 2] = (byte) (sum >>> RED_BITS);
    }
  }

  private void narrowByMany(Taps columns, long[] packed, byte[] pixels, int offset) {
    int left = columns.first()[0];
    for (int x = 0; x < columns.first().length; x++) {
      int in = columns.first()[x] - left;
      long sum = HALVES;
      for (int tap = 0; tap < columns.length(); tap++) {
        sum += packed[in + tap] * columns.weight(x, tap);
      }
      pixels[offset + 3 * x] = (byte) (sum >>> LANE_FRACTION_BITS);
      pixels[offset + 3 * x + 1] = (byte) (sum >>> GREEN_BITS);
      pixels[offset + 3 * x + 2] = (byte) (sum >>> RED_BITS);
    }
  }
}
