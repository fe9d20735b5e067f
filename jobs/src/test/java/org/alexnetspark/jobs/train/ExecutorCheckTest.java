package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExecutorCheckTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  /** Each executor that has come adds a slot when it is looked at. */
  private static int slotsAfterWaiting(int wanted, int executors, Duration limit)
      throws InterruptedException {
    Semaphore added = new Semaphore(executors);
    AtomicInteger looked = new AtomicInteger();
    ExecutorCheck.awaitSlots(wanted, looked::getAndIncrement, added, limit);
    return executors - added.availablePermits();
  }

  @Test
  void executorsThatAreStillStartingAreWaitedForUntilTheWorkersHaveTheirSlots()
      throws InterruptedException {
    assertThat(slotsAfterWaiting(1, 3, LONG)).isEqualTo(1);
    assertThat(slotsAfterWaiting(2, 3, LONG)).isEqualTo(2);
  }

  @Test
  void nobodyWaitsLongerThanTheLimitForExecutorsThatDoNotCome() throws InterruptedException {
    assertThat(slotsAfterWaiting(3, 2, Duration.ZERO)).isEqualTo(2);
  }
}
