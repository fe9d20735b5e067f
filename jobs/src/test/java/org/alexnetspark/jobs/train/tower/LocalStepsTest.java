package org.alexnetspark.jobs.train.tower;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalStepsTest {
  @Test
  void dropoutIsAnotherForEachSeedEpochWorkerAndMinibatch() {
    assertThat(
            new long[] {
              LocalSteps.dropoutSeed(1, 2, 3, 4),
              LocalSteps.dropoutSeed(0, 2, 3, 4),
              LocalSteps.dropoutSeed(1, 0, 3, 4),
              LocalSteps.dropoutSeed(1, 2, 0, 4),
              LocalSteps.dropoutSeed(1, 2, 3, 0)
            })
        .doesNotHaveDuplicates();
  }
}
