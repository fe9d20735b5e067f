package org.alexnetspark.model.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.alexnetspark.model.GoldenSums;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkJsonTest {

  /** AlexNet with other options than the paper's, as versions up to 0.1 had it. */
  static final NetworkSpecification OF_VERSION_0_1 =
      AlexNet.paper(3)
          .withWidth(0.012)
          .withArrangement(Arrangement.HALF)
          .withCrop(227)
          .withActivation(Activation.TANH)
          .withLrn(LrnConvention.CAFFE)
          .withPooling(Pooling.PLAIN)
          .without("conv4")
          .withDropout(0.25)
          .withInputScale(0.5);

  static Stream<NetworkSpecification> networks() {
    return Stream.concat(
        Networks.names().stream().map(name -> Networks.paper(name, 7)),
        GoldenSums.NETWORKS.values().stream());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aDefinitionIsReadAsItWasWritten(NetworkSpecification network) {
    assertThat(NetworkJson.read(NetworkJson.write(network))).isEqualTo(network);
  }

  @Test
  void alexNetsOptionsInRunJsonOfVersion01AreRead() {
    String json =
        """
        {"classes":3,"width":0.012,"arrangement":"HALF","crop":227,"activation":"TANH","lrn":"CAFFE",
         "pooling":"PLAIN","leftOut":"CONV4","dropout":0.25,"inputScale":0.5}
        """;

    assertThat(NetworkJson.read(json)).isEqualTo(OF_VERSION_0_1);
  }

  @Test
  void whatIsNoDefinitionIsRefused() {
    assertThatThrownBy(() -> NetworkJson.read("{"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no JSON");
    assertThatThrownBy(() -> NetworkJson.read("{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leftOut");
  }
}
