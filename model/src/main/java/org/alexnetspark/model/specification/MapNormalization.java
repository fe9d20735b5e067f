package org.alexnetspark.model.specification;

/**
 * Normalisation inside each map, which the authors' source has after conv2 and the paper does not
 * tell of: {@code b = a / (k + alpha * sum of a^2 over the 5 x 5 positions around)^0.75}. Positions
 * beyond the edge count as zeros.
 */
public enum MapNormalization {
  /** k = 1 and alpha = 1e-3 divided by the 25 positions. */
  SOURCE(1.0, 1e-3 / 25),
  /** No such normalisation: the paper's text. */
  NONE(0.0, 0.0);

  /** Positions on either side in a row or column; a window has (2 * RADIUS + 1)^2 = 25. */
  public static final int RADIUS = 2;

  /** The exponent. */
  public static final double BETA = 0.75;

  private final double k;
  private final double alpha;

  MapNormalization(double k, double alpha) {
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
