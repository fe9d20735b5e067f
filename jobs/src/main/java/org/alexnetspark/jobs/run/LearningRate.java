package org.alexnetspark.jobs.run;

import java.math.BigDecimal;
import java.math.MathContext;

/** Learning rates as people write them: {@code 0.0001}, not {@code 1.0E-4}. */
public final class LearningRate {
  private static final MathContext DIGITS = new MathContext(4);

  private LearningRate() {}

  /** Four digits at most. */
  public static String readable(double rate) {
    return new BigDecimal(rate).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
