package org.alexnetspark.jobs.train.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
  /** The rates of the epochs that follow each error. */
  private static List<Double> rates(String schedule, double... errors) {
    LearningRateSchedule rule = LearningRateSchedule.parse(schedule);
    LearningRateSchedule.State state = LearningRateSchedule.State.start(0.01);
    List<Double> rates = new ArrayList<>();
    for (int epoch = 1; epoch <= errors.length; epoch++) {
      state = rule.afterEpoch(state, epoch, errors[epoch - 1]);
      rates.add(Math.round(state.rate() * 1e9) / 1e9);
    }
    return rates;
  }

  @Test
  void plateauDividesByTenOnceTheErrorStopsImproving() {
    assertThat(rates("plateau:2", 0.9, 0.8, 0.8, 0.7, 0.7, 0.71, 0.6))
        .containsExactly(0.01, 0.01, 0.01, 0.01, 0.01, 0.001, 0.001);
  }

  @Test
  void plateauDividesAtMostThreeTimes() {
    List<Double> rates = rates("plateau:1", 0.5, 0.5, 0.5, 0.5, 0.5, 0.5);
    assertThat(rates.get(5)).isCloseTo(0.00001, within(1e-12));
  }

  @Test
  void anImprovementTooSmallToMatterCountsAsNone() {
    assertThat(rates("plateau:2", 0.5, 0.4999, 0.4998)).endsWith(0.001);
  }

  @Test
  void stepDividesAfterTheNamedEpochs() {
    assertThat(rates("step:2,3", 1, 1, 1, 1)).containsExactly(0.01, 0.001, 0.0001, 0.0001);
  }

  @Test
  void plateauTakesAThresholdInPoints() {
    assertThat(rates("plateau:2:1", 0.5, 0.495, 0.492)).endsWith(0.001);
    assertThat(rates("plateau:2:0.4", 0.5, 0.495, 0.492)).endsWith(0.01);
  }

  @Test
  void polynomialFallsInEveryRoundToZeroAtTheEnd() {
    LearningRateSchedule.State start = LearningRateSchedule.State.start(0.01);
    assertThat(LearningRateSchedule.parse("poly").rate(start, 1, 0.25))
        .isCloseTo(0.0075, within(1e-12));
    assertThat(LearningRateSchedule.parse("poly:2").rate(start, 1, 0.5))
        .isCloseTo(0.0025, within(1e-12));
    assertThat(LearningRateSchedule.parse("poly:2").rate(start, 1, 0)).isEqualTo(0.01);
  }

  @Test
  void exponentialFallsByTheSameFactorInEqualTimesToTheLastRate() {
    LearningRateSchedule.State start = LearningRateSchedule.State.start(0.02);
    LearningRateSchedule exponential = LearningRateSchedule.parse("exp:2e-6");
    assertThat(exponential.rate(start, 1, 0)).isEqualTo(0.02);
    assertThat(exponential.rate(start, 1, 0.25)).isCloseTo(0.002, within(1e-9));
    assertThat(exponential.rate(start, 1, 0.5)).isCloseTo(0.0002, within(1e-10));
    assertThat(exponential.rate(start, 1, 1)).isCloseTo(2e-6, within(1e-12));
    assertThat(rates("exp:1e-5", 1, 1)).containsExactly(0.01, 0.01);
  }

  @Test
  void discreteExponentialStaysWithinEachStep() {
    LearningRateSchedule.State start = LearningRateSchedule.State.start(0.01);
    LearningRateSchedule steps = LearningRateSchedule.parse("dexp:1e-5:4");
    assertThat(steps.rate(start, 1, 0)).isEqualTo(0.01);
    assertThat(steps.rate(start, 1, 0.249)).isEqualTo(0.01);
    assertThat(steps.rate(start, 1, 0.25)).isCloseTo(1e-3, within(1e-9));
    assertThat(steps.rate(start, 1, 0.74)).isCloseTo(1e-4, within(1e-10));
    assertThat(steps.rate(start, 1, 0.99)).isCloseTo(1e-5, within(1e-11));
    assertThat(LearningRateSchedule.parse("dexp:1e-5")).isEqualTo(steps);
  }

  @Test
  void constantStays() {
    assertThat(rates("constant", 1, 1, 1)).containsExactly(0.01, 0.01, 0.01);
  }

  @Test
  void plateauWithoutValidationLeavesTheRate() {
    assertThat(rates("plateau:1", Double.NaN, Double.NaN)).containsExactly(0.01, 0.01);
  }

  @Test
  void anythingElseIsRefusedWithWhatWouldBeValid() {
    for (String text :
        List.of(
            "cosine",
            "step",
            "step:a",
            "plateau:x",
            "plateau:0",
            "poly:0",
            "exp",
            "exp:0",
            "dexp:1e-5:1",
            "dexp")) {
      assertThatThrownBy(() -> LearningRateSchedule.parse(text))
          .hasMessageContaining(text)
          .hasMessageContaining("step:EPOCH");
    }
  }
}
