package org.alexnetspark.jobs.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.junit.jupiter.api.Test;

class ExecutorNetworksTest {
  private static final NetworkSpecification NARROW = AlexNet.paper(2).withWidth(0.01);

  private static Loan<Network> borrow(int variant) {
    return ExecutorNetworks.borrow(
        NARROW.withDropout(variant / 100.0), 1, DeviceChoice.of("nd4j fp32"));
  }

  private static Network use(int variant) {
    try (Loan<Network> loan = borrow(variant)) {
      loan.done();
      return loan.network();
    }
  }

  @Test
  void aProcessThatSeesManyVariantsKeepsTheNetworksOfTheLatest() {
    for (int variant = 0; variant < 30; variant++) {
      use(variant);
      use(variant);
    }
    assertThat(ExecutorNetworks.idle()).isEqualTo(Lending.PURPOSES_KEPT);
  }

  @Test
  void theNetworkOfAPurposeThatComesAgainIsTheSame() {
    Network first = use(31);
    for (int other = 32; other < 31 + Lending.PURPOSES_KEPT; other++) {
      use(other);
    }
    assertThat(use(31)).isSameAs(first);
  }

  @Test
  void oneThatIsGivenBackWhenOthersHaveTakenItsPlaceIsNotKept() {
    try (Loan<Network> loan = borrow(41)) {
      for (int other = 42; other < 50; other++) {
        use(other);
      }
      loan.done();
    }
    assertThat(ExecutorNetworks.idle()).isEqualTo(Lending.PURPOSES_KEPT);
  }

  @Test
  void aNetworkIsNotGivenParametersThatItHoldsByTheirName() {
    float[] ones = parametersOf(1);
    assertThat(heldBy(50, "ones", ones)).isEqualTo(ones);

    assertThat(heldBy(50, "ones", parametersOf(2))).as("not set again").isEqualTo(ones);
    assertThat(heldBy(50, "twos", parametersOf(2))).isEqualTo(parametersOf(2));
  }

  @Test
  void aNetworkThatAnotherLeaseMayHaveChangedIsGivenThemAgain() {
    heldBy(51, "ones", parametersOf(1));
    try (Loan<Network> training = borrow(51)) {
      training.network().setParameters(parametersOf(3));
      training.done();
    }

    assertThat(heldBy(51, "ones", parametersOf(1))).isEqualTo(parametersOf(1));
  }

  private static float[] heldBy(int variant, String name, float[] parameters) {
    float[] held = new float[parameters.length];
    try (Loan<Network> loan = borrow(variant)) {
      loan.setParameters(name, parameters);
      loan.network().copyParametersTo(held, new float[held.length]);
      loan.done();
    }
    return held;
  }

  private static float[] parametersOf(float value) {
    float[] parameters = new float[NARROW.parameterCount()];
    Arrays.fill(parameters, value);
    return parameters;
  }
}
