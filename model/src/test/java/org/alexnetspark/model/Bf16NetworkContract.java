package org.alexnetspark.model;

/** The contract of networks whose signals, and weights that products read, are rounded to bf16. */
abstract class Bf16NetworkContract extends NetworkContract {

  /**
   * Roundings that an image meets on its way: on every device 8 rounded weights and 8 rounded sums
   * of the eight layers, and 4 more after normalisation.
   */
  int roundings() {
    return 20;
  }

  /** Rounding to bf16 moves a number by 2^-9 of itself at most. */
  @Override
  double forwardTolerance() {
    return roundings() * 0x1p-9;
  }

  /**
   * Where a sum lies nearer to zero than its rounding error, or a window's two largest numbers
   * nearer to each other, the gradient there goes another way altogether. With errors of 1 %, those
   * of 20 roundings, that is so at about 1 % of the places of each of nine such layers; what is
   * wrong altogether adds up by squares, twice (missing here, too much there): sqrt(2 * 9 * 0.01) =
   * 0.42.
   */
  @Override
  double gradientTolerance() {
    return 0.42 * Math.sqrt(roundings() / 20.0);
  }

  /**
   * A bias' gradient is a sum over all places in which nearly everything may cancel, so that no
   * share of the sum bounds its error. What goes wrong does so at single places, independently, and
   * adds up by squares: to the same share of the length of what is summed.
   */
  @Override
  double biasGradientError(double length, double lengthOfTerms) {
    return gradientTolerance() * lengthOfTerms;
  }

  /** Deeper than this the errors of so many roundings are as long as the gradient. */
  @Override
  int deepest() {
    return 11;
  }

  @Override
  int exchangedBytes() {
    return Short.BYTES;
  }
}
