package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.alexnetspark.jobs.train.round.RoundLength;
import org.junit.jupiter.api.Test;

/** Epochs of ten minibatches. */
class RunLengthTest {

  @Test
  void roundsDoNotCrossEpochs() {
    assertThat(new RoundLength(4, 0).rounds(1, 10)).isEqualTo(3);
    assertThat(run(new RoundLength(4, 0), 3, Integer.MAX_VALUE).minibatches()).isEqualTo(30);
  }

  @Test
  void synchronousEpochsHaveARoundForEachMinibatch() {
    RoundLength length = new RoundLength(4, 1);
    assertThat(length.rounds(1, 10)).isEqualTo(10);
    assertThat(length.rounds(2, 10)).isEqualTo(3);
    assertThat(run(length, 3, Integer.MAX_VALUE).minibatches()).isEqualTo(30);
  }

  @Test
  void aNumberOfRoundsMayEndTheRunWithinAnEpoch() {
    assertThat(run(new RoundLength(4, 0), 3, 4).minibatches()).isEqualTo(14);
    assertThat(run(new RoundLength(4, 0), 3, 6).minibatches()).isEqualTo(20);
    assertThat(run(new RoundLength(4, 1), 3, 12).minibatches()).isEqualTo(18);
  }

  private static RunLength run(RoundLength rounds, int epochs, int maxRounds) {
    return new RunLength(10, rounds, epochs, maxRounds);
  }
}
