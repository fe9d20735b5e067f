package org.alexnetspark.model.device.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Locale;
import org.alexnetspark.model.Batch;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Networks;
import org.alexnetspark.model.specification.UpdateRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * oneDNN falls back on reference code, up to a thousand times slower, without a word where it has
 * nothing better for a layout. A training step in a process of its own, which tells by oneDNN's
 * profile what ran.
 */
class NoReferenceCodeTest {

  private static final String DONE = "computed in ";

  @ParameterizedTest
  @CsvSource({
    "AVX2, fp32, 0.06, alexnet",
    "AVX2, fp32, 0.25, alexnet",
    "AVX512_CORE, fp32, 0.25, alexnet",
    "AVX512_CORE, bf16, 0.25, alexnet",
    "DEFAULT, fp32, 0.06, alexnet",
    "DEFAULT, fp32, 0.25, alexnet",
    "DEFAULT, bf16, 0.25, alexnet",
    "AVX2, fp32, 0.25, alexnet-145",
    "AVX512_CORE, fp32, 0.25, alexnet-145",
    "AVX512_CORE, bf16, 0.25, alexnet-145",
    "DEFAULT, fp32, 0.06, alexnet-145",
    "DEFAULT, fp32, 0.25, alexnet-147",
    "DEFAULT, bf16, 0.25, alexnet-150",
    "DEFAULT, bf16, 1, four-layers"
  })
  void everyPrimitiveOfTrainingStepIsFastCode(
      String instructions, String precision, double width, String network) throws Exception {
    assumeTrue(OneDnnLibrary.isAvailable(), "oneDNN is not available on this platform");
    assumeTrue(precision.equals("fp32") || OneDnnLibrary.takesBf16(), "no bf16 on this processor");

    List<String> profile =
        LimitedProcess.run(instructions, Step.class, precision, Double.toString(width), network);

    assertThat(profile).anyMatch(line -> line.startsWith(DONE));
    assertThat(profile).anyMatch(line -> line.contains(",convolution,"));
    assertThat(profile).anyMatch(line -> line.contains(",pooling,"));
    assertThat(profile).filteredOn(line -> line.contains(",exec,")).noneMatch(this::isReference);
  }

  private boolean isReference(String line) {
    return line.contains(",ref:") || line.contains(",simple:");
  }

  /** A training step. */
  static final class Step {

    private Step() {}

    public static void main(String[] arguments) {
      NetworkSpecification specification =
          Networks.paper(arguments[2], 5).withWidth(Double.parseDouble(arguments[1]));
      DeviceChoice devices =
          new DeviceChoice(
              DeviceChoice.Kind.ONEDNN,
              DeviceChoice.Precision.valueOf(arguments[0].toUpperCase(Locale.ROOT)));
      try (Network network =
          new Network(specification, 2, devices.forTowers(specification.towers()))) {
        Batch images = new Batch(new float[2 * specification.imageLength()], new int[2], 2);
        network.trainStep(images, new UpdateRule(0.01f, 0.9f, 0.0005f), 1);
      }
      System.out.println(DONE + arguments[0]);
    }
  }
}
