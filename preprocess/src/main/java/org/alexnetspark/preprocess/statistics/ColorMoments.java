package org.alexnetspark.preprocess.statistics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * First and second moments of colours, exact.
 *
 * @param images counted
 * @param pixels counted
 * @param channels sums of red, green, blue
 * @param products sums of r*r, r*g, r*b, g*g, g*b, b*b
 */
record ColorMoments(long images, long pixels, long[] channels, long[] products) {
  private static final int CHANNELS = 3;

  /** How many {@link #products} there are. */
  static final int PRODUCTS = CHANNELS * (CHANNELS + 1) / 2;

  /**
   * Their principal components.
   *
   * @throws IllegalStateException if no image was counted
   */
  PrincipalComponents principalComponents() {
    if (images == 0) {
      throw new IllegalStateException("no image was counted: there is no mean");
    }
    double[] mean = new double[CHANNELS];
    double[][] covariance = new double[CHANNELS][CHANNELS];
    for (int row = 0; row < CHANNELS; row++) {
      mean[row] = (double) channels[row] / pixels;
      for (int column = row; column < CHANNELS; column++) {
        covariance[row][column] =
            covariance(pixels, product(row, column), channels[row], channels[column]);
        covariance[column][row] = covariance[row][column];
      }
    }
    return PrincipalComponents.of(images, pixels, mean, covariance);
  }

  private long product(int row, int column) {
    return products[row * (2 * CHANNELS - row - 1) / 2 + column];
  }

  /** (n sum(xy) - sum(x) sum(y)) / n^2, rounded once, at the division. */
  private static double covariance(long n, long sumXy, long sumX, long sumY) {
    BigInteger count = BigInteger.valueOf(n);
    BigInteger numerator =
        count
            .multiply(BigInteger.valueOf(sumXy))
            .subtract(BigInteger.valueOf(sumX).multiply(BigInteger.valueOf(sumY)));
    return new BigDecimal(numerator)
        .divide(new BigDecimal(count.multiply(count)), MathContext.DECIMAL128)
        .doubleValue();
  }
}
