package org.alexnetspark.jobs.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Of things that only say whether they were closed. */
class LendingTest {
  private final Lending<AtomicBoolean> lending =
      new Lending<>((network, values) -> {}, closed -> closed.set(true));

  private AtomicBoolean use(String purpose) {
    try (Loan<AtomicBoolean> loan = lending.borrow(purpose, AtomicBoolean::new)) {
      loan.done();
      return loan.network();
    }
  }

  @Test
  void networksOfEarlierPurposesAreClosed() {
    AtomicBoolean first = use("first");
    for (int other = 0; other < Lending.PURPOSES_KEPT - 1; other++) {
      use("other " + other);
    }
    assertThat(first).isFalse();

    use("one more");

    assertThat(first).isTrue();
    assertThat(lending.idle()).isEqualTo(Lending.PURPOSES_KEPT);
  }

  @Test
  void aNetworkThatWasLeftInAnErrorIsClosedAndNotLentAgain() {
    AtomicBoolean left;
    try (Loan<AtomicBoolean> loan = lending.borrow("task", AtomicBoolean::new)) {
      left = loan.network();
    }

    assertThat(left).isTrue();
    assertThat(use("task")).isNotSameAs(left);
  }

  @Test
  void twoTasksHaveTwoNetworks() {
    try (Loan<AtomicBoolean> one = lending.borrow("task", AtomicBoolean::new);
        Loan<AtomicBoolean> other = lending.borrow("task", AtomicBoolean::new)) {
      assertThat(one.network()).isNotSameAs(other.network());
    }
  }
}
