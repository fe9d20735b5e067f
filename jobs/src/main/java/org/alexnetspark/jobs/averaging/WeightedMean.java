package org.alexnetspark.jobs.averaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The mean of blocks, each with its weight, added one after the other in double precision. The same
 * blocks in the same order give the same bits.
 */
final class WeightedMean {
  /** Floats that are looked at a time, in a core's nearest cache. */
  private static final int PIECE = 1 << 11;

  private final double[] sums;
  private final float[] piece = new float[PIECE];

  WeightedMean(int length) {
    this.sums = new double[length];
  }

  /**
   * Adds a block.
   *
   * @param bytes little-endian floats
   * @param weight its share; those of all blocks add up to 1
   */
  void add(ByteBuffer bytes, double weight) {
    FloatBuffer floats = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int start = 0; start < sums.length; start += PIECE) {
      int count = Math.min(PIECE, sums.length - start);
      floats.get(piece, 0, count);
      for (int i = 0; i < count; i++) {
        sums[start + i] += weight * piece[i];
      }
    }
  }

  /** The mean of what was added. */
  float[] mean() {
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) sums[i];
    }
    return mean;
  }
}
