package org.alexnetspark.jobs.feeding;

/**
 * Seeds derived from a run's seed, so that every random choice follows from what it is for (epoch,
 * worker, image) and not from which process makes it, or when.
 */
public final class Seeds {
  private Seeds() {}

  /**
   * Mixes a seed with what the random numbers are for; any change of any argument gives an
   * unrelated seed.
   */
  public static long derive(long seed, long... purposes) {
    long mixed = scramble(seed);
    for (long purpose : purposes) {
      mixed = scramble(mixed ^ scramble(purpose + 0x9E3779B97F4A7C15L));
    }
    return mixed;
  }

  /**
   * The finaliser of MurmurHash3: a bijection of the 64-bit integers in which every bit depends on
   * every other.
   */
  private static long scramble(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
