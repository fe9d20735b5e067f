package org.alexnetspark.jobs.train.options;

import java.util.Locale;

/** What becomes of the workers' momentum when their weights are averaged. */
public enum MomentumAcrossRounds {
  /** It is averaged like the weights. */
  AVERAGE,
  /**
   * Each worker keeps its own. A worker is not bound to an executor, so its momentum is kept in the
   * run's folder, where whoever serves it next finds it.
   */
  LOCAL,
  /** Every round starts without any. */
  RESET;

  /** Whether it travels and is averaged with the weights. */
  public boolean averaged() {
    return this == AVERAGE;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
