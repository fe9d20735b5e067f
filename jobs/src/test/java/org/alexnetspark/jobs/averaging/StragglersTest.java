package org.alexnetspark.jobs.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rule by which docs/scaling.md says how long N workers wait for their slowest, against a
 * simulation of rounds whose steps vary.
 */
class StragglersTest {
  private static final int ROUNDS = 400;

  /** Deviation of a step's time, as a share of its mean. */
  private static final double VARIATION = 0.2;

  /**
   * A round's time in steps by the rule: {@code K + variation * sqrt(K) * z}, z being the expected
   * maximum of N standard normal numbers (Blom 1958).
   */
  private static double rule(int workers, int steps) {
    double z =
        new NormalDistribution().inverseCumulativeProbability((workers - 0.375) / (workers + 0.25));
    return steps + VARIATION * Math.sqrt(steps) * z;
  }

  private static double simulated(int workers, int steps) {
    RandomGenerator random = new SplittableRandom(7);
    double deviation = Math.sqrt(Math.log(1 + VARIATION * VARIATION));
    double sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double slowest = 0;
      for (int worker = 0; worker < workers; worker++) {
        double time = 0;
        for (int step = 0; step < steps; step++) {
          time += Math.exp(deviation * random.nextGaussian() - deviation * deviation / 2);
        }
        slowest = Math.max(slowest, time);
      }
      sum += slowest;
    }
    return sum / ROUNDS;
  }

  @ParameterizedTest(name = "{0} workers, {1} steps")
  @CsvSource({"2, 5", "2, 50", "16, 5", "16, 50", "128, 10", "1024, 10", "1024, 50"})
  void theRuleIsRightWithinAFewPercent(int workers, int steps) {
    assertThat(simulated(workers, steps))
        .isCloseTo(rule(workers, steps), Percentage.withPercentage(5));
  }
}
