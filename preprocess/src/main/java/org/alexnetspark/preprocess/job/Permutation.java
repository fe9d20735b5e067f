package org.alexnetspark.preprocess.job;

/**
 * A shuffle of the numbers below {@code count} that any task can evaluate at any place, without a
 * table: a Feistel network over the next even number of bits, walked until it lands inside. So the
 * place of every photograph is known before the first one is decoded, and follows from the seed and
 * the number of photographs alone.
 */
final class Permutation {
  private static final int ROUNDS = 8;

  private final long count;
  private final int halfBits;
  private final long[] keys = new long[ROUNDS];

  Permutation(long count, long seed) {
    this.count = count;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, count - 1));
    this.halfBits = (bits + 1) / 2;
    long state = seed;
    for (int round = 0; round < ROUNDS; round++) {
      state += 0x9E3779B97F4A7C15L;
      keys[round] = mix(state);
    }
  }

  /** What the shuffle puts at this position. */
  long at(long position) {
    if (position < 0 || position >= count) {
      throw new IndexOutOfBoundsException(position + " of " + count);
    }
    long value = position;
    do {
      value = encrypt(value);
    } while (value >= count);
    return value;
  }

  private long encrypt(long value) {
    long mask = (1L << halfBits) - 1;
    long left = value >>> halfBits;
    long right = value & mask;
    for (long key : keys) {
      long next = left ^ (mix(right + key) & mask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
