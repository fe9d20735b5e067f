package org.alexnetspark.jobs.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that Spark does give GPUs are in the tests on clusters (deploy/tests). */
class TaskDevicesTest {

  private static TaskDevices with(String... gpus) {
    return new TaskDevices("1", "host", List.of(gpus));
  }

  @Test
  void twoTowersHaveAGpuEach() {
    assertThat(with("2", "3").ofTowers(2)).containsExactly("2", "3");
  }

  @Test
  void twoTowersShareTheOnlyGpu() {
    assertThat(with("5").ofTowers(2)).containsExactly("5", "5");
  }

  @Test
  void oneTowerTakesTheFirstGpu() {
    assertThat(with("2", "3").ofTowers(1)).containsExactly("2");
  }

  @Test
  void withoutGpusThereAreNone() {
    assertThat(with().ofTowers(2)).isEmpty();
  }

  @Test
  void outsideOfTasksThereAreNoGpus() {
    assertThat(TaskDevices.current().gpus()).isEmpty();
  }
}
