package org.alexnetspark.model.specification;

/**
 * Random bits as a function of a position instead of a state, so that whoever computes them, in
 * whatever order and on whatever device, gets the same.
 */
public final class CounterHash {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private CounterHash() {}

  /** 64 well mixed bits of a seed and three coordinates. */
  public static long of(long seed, long first, long second, long third) {
    return at(key(seed, first, second), third);
  }

  /** What is common to a run of positions; see {@link #at}. */
  public static long key(long seed, long first, long second) {
    return mix(mix(mix(seed + GOLDEN_GAMMA) + first + GOLDEN_GAMMA) + second + GOLDEN_GAMMA);
  }

  /** 64 well mixed bits of a key and a position. */
  public static long at(long key, long position) {
    return mix(key + (position + 1) * GOLDEN_GAMMA);
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014; Stafford's variant 13). */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
