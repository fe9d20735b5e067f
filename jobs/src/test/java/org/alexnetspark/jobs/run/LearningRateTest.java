package org.alexnetspark.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LearningRateTest {

  @Test
  void hasNoExponentAndFourDigitsAtMost() {
    assertThat(LearningRate.readable(0.01)).isEqualTo("0.01");
    assertThat(LearningRate.readable(1e-4)).isEqualTo("0.0001");
    assertThat(LearningRate.readable(5e-8)).isEqualTo("0.00000005");
    assertThat(LearningRate.readable(0.0123456)).isEqualTo("0.01235");
    assertThat(LearningRate.readable(100)).isEqualTo("100");
  }
}
