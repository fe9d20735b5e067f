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
  private int length;
  private boolean empty;

  /**
   * @param longest floats of the longest block
   */
  WeightedMean(int longest) {
    this.sums = new double[longest];
  }

  /** Begins with another mean. */
  void begin(int newLength) {
    length = newLength;
    empty = true;
  }

  /**
   * Adds a block.
   *
   * @param bytes little-endian floats
   * @param weight its share; those of all blocks add up to 1
   */
  void add(ByteBuffer bytes, double weight) {
    FloatBuffer floats = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int start = 0; start < length; start += PIECE) {
      int count = Math.min(PIECE, length - start);
      floats.get(piece, 0, count);
      if (empty) {
        set(start, count, weight);
      } else {
        add(start, count, weight);
      }
    }
    empty = false;
  }

  private void set(int start, int count, double weight) {
    for (int i = 0; i < count; i++) {
      sums[start + i] = weight * piece[i];
    }
  }

  private void add(int start, int count, double weight) {
    for (int i = 0; i < count; i++) {
      sums[start + i] += weight * piece[i];
    }
  }

  /** Copies the mean of what was added into an array, as little-endian bytes. */
  ByteBuffer write(byte[] target) {
    ByteBuffer bytes = ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats = bytes.asFloatBuffer();
    for (int start = 0; start < length; start += PIECE) {
      int count = Math.min(PIECE, length - start);
      for (int i = 0; i < count; i++) {
        piece[i] = (float) sums[start + i];
      }
      floats.put(piece, 0, count);
    }
    return bytes;
  }
}
