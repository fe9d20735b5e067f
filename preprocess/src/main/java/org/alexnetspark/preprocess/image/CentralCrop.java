package org.alexnetspark.preprocess.image;

import java.util.Arrays;

/**
 * Resizes a photograph and cuts out its centre in one step: only what the crop keeps is computed,
 * so that a panorama of 8000 x 1 pixels costs no more than a postcard. Not safe for use by several
 * threads at once: buffers are reused.
 */
final class CentralCrop {
  private static final int CHANNELS = Raster.CHANNELS;

  /** Rows that output rows share: a border row when shrinking, all but one when enlarging. */
  private static final int REMEMBERED_ROWS = 4;

  private final int size;
  private final float[][] narrowed;
  private final float[] sums;
  private byte[] sourceRow = new byte[0];

  CentralCrop(int size) {
    this.size = size;
    this.narrowed = new float[REMEMBERED_ROWS][size * CHANNELS];
    this.sums = new float[size * CHANNELS];
  }

  /**
   * The crop of one photograph.
   *
   * @return RGB, row by row, {@code size * size * 3} bytes
   */
  byte[] of(Raster source) {
    Geometry geometry = Geometry.of(source.width(), source.height(), size);
    Taps columns = Taps.of(source.width(), geometry.resizedWidth(), geometry.left(), size);
    Taps rows = Taps.of(source.height(), geometry.resizedHeight(), geometry.top(), size);
    byte[] pixels = new byte[size * size * CHANNELS];
    int[] remembered = new int[REMEMBERED_ROWS];
    Arrays.fill(remembered, -1);
    for (int y = 0; y < size; y++) {
      Arrays.fill(sums, 0f);
      for (int tap = rows.start()[y]; tap < rows.start()[y + 1]; tap++) {
        int row = rows.first()[y] + tap - rows.start()[y];
        int slot = row % REMEMBERED_ROWS;
        if (remembered[slot] != row) {
          narrow(source, row, columns, narrowed[slot]);
          remembered[slot] = row;
        }
        addWeighted(rows.weights()[tap], narrowed[slot], sums);
      }
      storeRow(pixels, y * sums.length);
    }
    return pixels;
  }

  /** Resamples one row of the source along its width, from BGR to RGB. */
  private void narrow(Raster source, int row, Taps columns, float[] out) {
    int firstColumn = columns.first()[0];
    int length = (columns.end() - firstColumn) * CHANNELS;
    if (sourceRow.length < length) {
      sourceRow = new byte[length];
    }
    byte[] in = sourceRow;
    float[] weights = columns.weights();
    source.samples().get(row * source.rowBytes() + firstColumn * CHANNELS, in, 0, length);
    int tap = 0;
    for (int x = 0; x < size; x++) {
      int end = columns.start()[x + 1];
      int at = (columns.first()[x] - firstColumn) * CHANNELS;
      float blue = 0;
      float green = 0;
      float red = 0;
      for (; tap < end; tap++) {
        float weight = weights[tap];
        blue += weight * (in[at] & 0xFF);
        green += weight * (in[at + 1] & 0xFF);
        red += weight * (in[at + 2] & 0xFF);
        at += CHANNELS;
      }
      out[x * CHANNELS] = red;
      out[x * CHANNELS + 1] = green;
      out[x * CHANNELS + 2] = blue;
    }
  }

  private static void addWeighted(float weight, float[] row, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += weight * row[i];
    }
  }

  private void storeRow(byte[] pixels, int offset) {
    for (int i = 0; i < sums.length; i++) {
      pixels[offset + i] = (byte) Math.max(0, Math.min(255, (int) (sums[i] + 0.5f)));
    }
  }
}
