package org.alexnetspark.model.device.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.model.Batch;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.UpdateRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ND4J's library has a oneDNN of its own inside, of another version. In a process of its own for
 * each order, because functions are bound once.
 */
class BesideNd4jTest {

  private static final String DONE = "both devices computed";

  @ParameterizedTest
  @ValueSource(strings = {"onednn,nd4j,onednn", "nd4j,onednn,nd4j"})
  void bothComputeInOneProcessWhicheverComesFirst(String order) throws Exception {
    assumeTrue(OneDnnLibrary.isAvailable(), "oneDNN is not available on this platform");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+SuppressFatalErrorMessage",
                "-cp",
                System.getProperty("java.class.path"),
                Steps.class.getName()));
    command.addAll(List.of(order.split(",")));

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

    assertThat(output(process)).contains(DONE);
    assertThat(process.waitFor()).isZero();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Takes a training step on each of the devices that are named, one after the other. */
  static final class Steps {

    private Steps() {}

    public static void main(String[] devices) {
      NetworkSpecification specification = AlexNet.paper(5).withWidth(0.06);
      for (String device : devices) {
        DeviceChoice choice =
            new DeviceChoice(
                DeviceChoice.Kind.valueOf(device.toUpperCase(Locale.ROOT)),
                DeviceChoice.Precision.FP32);
        try (Network network =
            new Network(specification, 2, choice.forTowers(specification.towers()))) {
          network.trainStep(
              new Batch(new float[2 * specification.imageLength()], new int[2], 2),
              new UpdateRule(0.01f, 0.9f, 0.0005f),
              1);
        }
      }
      System.out.println(DONE);
    }
  }
}
