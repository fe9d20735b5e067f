package org.alexnetspark.jobs.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.Devices;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.junit.jupiter.api.Test;

class ExecutorNetworksTest {
  private static final NetworkSpecification NARROW = AlexNet.paper(2).withWidth(0.01);

  private static ExecutorNetworks.Lease borrow(int variant) {
    return ExecutorNetworks.borrow(NARROW.withDropout(variant / 100.0), 1, Devices.of("nd4j fp32"));
  }

  private static Network use(int variant) {
    try (ExecutorNetworks.Lease lease = borrow(variant)) {
      lease.done();
      return lease.network();
    }
  }

  @Test
  void aProcessThatSeesManyVariantsKeepsTheNetworksOfTheLatest() {
    for (int variant = 0; variant < 30; variant++) {
      use(variant);
      use(variant);
    }
    assertThat(ExecutorNetworks.idle()).isEqualTo(ExecutorNetworks.PURPOSES_KEPT);
  }

  @Test
  void theNetworkOfAPurposeThatComesAgainIsTheSame() {
    Network first = use(31);
    for (int other = 32; other < 31 + ExecutorNetworks.PURPOSES_KEPT; other++) {
      use(other);
    }
    assertThat(use(31)).isSameAs(first);
  }

  @Test
  void oneThatIsGivenBackWhenOthersHaveTakenItsPlaceIsNotKept() {
    try (ExecutorNetworks.Lease lease = borrow(41)) {
      for (int other = 42; other < 50; other++) {
        use(other);
      }
      lease.done();
    }
    assertThat(ExecutorNetworks.idle()).isEqualTo(ExecutorNetworks.PURPOSES_KEPT);
  }
}
