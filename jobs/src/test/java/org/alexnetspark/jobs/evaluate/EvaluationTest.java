package org.alexnetspark.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  @Test
  void theFirstFiveGuessesOfFiveClassesAreAll() {
    assertThat(new Evaluation(5, List.of()).topFiveIsCertain()).isTrue();
    assertThat(new Evaluation(6, List.of()).topFiveIsCertain()).isFalse();
  }
}
