package org.alexnetspark.model.specification;

/**
 * Local response normalisation across channels (paper, section 3.3): {@code b = a / (k + alpha *
 * sum of a^2 over 5 neighbouring channels)^0.75}. Sources disagree on k and on whether alpha is
 * divided by the number of channels summed; {@link #alpha} here multiplies the plain sum.
 */
public enum LrnConvention {
  /** The paper's formula to the letter: k = 2, alpha = 1e-4. */
  PAPER(2.0, 1e-4),
  /** Caffe's bvlc_alexnet: k = 1 and alpha = 1e-4 divided by n = 5. */
  CAFFE(1.0, 1e-4 / 5),
  /** The authors' source, as released in 2025: k = 2 and alpha = 1e-4 divided by n = 5. */
  SOURCE(2.0, 1e-4 / 5),
  /** No normalisation (the paper's ablation). */
  NONE(0.0, 0.0);

  /** Channels on either side of the one that is normalised; n = 2 * RADIUS + 1 = 5. */
  public static final int RADIUS = 2;

  /** The exponent. */
  public static final double BETA = 0.75;

  private final double k;
  private final double alpha;

  LrnConvention(double k, double alpha) {
    this.k = k;
    this.alpha = alpha;
  }

  /** The constant in the denominator. */
  public double k() {
    return k;
  }

  /** What multiplies the plain sum of squares. */
  public double alpha() {
    return alpha;
  }
}
