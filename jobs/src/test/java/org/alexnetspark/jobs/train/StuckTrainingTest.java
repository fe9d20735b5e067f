package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.alexnetspark.jobs.train.options.LearningRateSchedule;
import org.alexnetspark.jobs.train.round.Round;
import org.junit.jupiter.api.Test;

class StuckTrainingTest {
  private static final double GUESSING = Math.log(10);

  private static StuckTraining after(String remedy, double... losses) {
    StuckTraining training = new StuckTraining(10, remedy, new LearningRateSchedule.Constant());
    for (int i = 0; i < losses.length; i++) {
      training.round(new Round(i + 1, 1, 10 * i, 10, 0.01, List.of()), losses[i]);
    }
    return training;
  }

  @Test
  void aLossThatStaysAtThatOfGuessingIsStuck() {
    assertThat(after("Try --init he. ", 2.31, GUESSING, 2.301, 2.303).advice()).isPresent();
  }

  @Test
  void anEpochThatBeginsBadlyAndThenLearnsIsNot() {
    assertThat(after("", 2.9, 2.31, 2.25, 2.2).advice()).isEmpty();
  }

  @Test
  void theEpochBeforeDoesNotCount() {
    StuckTraining training = after("Try --init he. ", 2.1, 2.0);
    training.round(new Round(3, 2, 0, 10, 0.01, List.of()), GUESSING);
    assertThat(training.advice()).isPresent();
  }

  @Test
  void theAdviceComesOnceHoweverLongItTakes() {
    StuckTraining training = after("", GUESSING);
    assertThat(training.advice()).isPresent();

    training.round(new Round(2, 2, 0, 10, 0.01, List.of()), GUESSING);

    assertThat(training.advice()).isEmpty();
  }

  @Test
  void theAdviceNamesARemedyOnlyWhereThereIsOne() {
    assertThat(after("Try --init he. ", GUESSING).advice().orElseThrow())
        .contains("2.3026", "--init he");
    assertThat(after("", GUESSING).advice().orElseThrow()).doesNotContain("--init");
  }

  @Test
  void aLossThatIsNotANumberEndsTheRunWithWhatToTry() {
    assertThatThrownBy(() -> after("Try --init he. ", 2.3, Double.NaN))
        .hasMessageContaining("NaN in round 2")
        .hasMessageContaining("--learning-rate 0.001");
  }
}
