package org.alexnetspark.model.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.alexnetspark.model.input.PreparedBy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicesTest {

  private static final Abilities ALL = new Abilities(true, true, true, "");
  private static final Abilities SLOW_BF16 = new Abilities(true, true, false, "no driver");
  private static final Abilities NO_BF16 = new Abilities(true, false, false, "");
  private static final Abilities NO_ONEDNN = new Abilities(false, false, false, "no jar");

  @ParameterizedTest(name = "{0} where bf16 is fast, slow, absent, and without onednn: {1} ... {4}")
  @CsvSource({
    "auto auto, onednn bf16, onednn fp32, onednn fp32, nd4j fp32",
    "cpu auto,  onednn bf16, onednn fp32, onednn fp32, nd4j fp32",
    "auto fp32, onednn fp32, onednn fp32, onednn fp32, nd4j fp32",
    "nd4j auto, nd4j fp32,   nd4j fp32,   nd4j fp32,   nd4j fp32",
  })
  void autoIsTheFastestThatMachinesHave(
      String wanted, String fast, String slow, String noBf16, String noOneDnn) {
    assertThat(Devices.of(wanted).resolvedFor(ALL)).hasToString(fast);
    assertThat(Devices.of(wanted).resolvedFor(SLOW_BF16)).hasToString(slow);
    assertThat(Devices.of(wanted).resolvedFor(NO_BF16)).hasToString(noBf16);
    assertThat(Devices.of(wanted).resolvedFor(NO_ONEDNN)).hasToString(noOneDnn);
  }

  @Test
  void bf16IsTakenWhereItIsAskedForAlsoIfItIsNotTheFastest() {
    assertThat(Devices.of("auto bf16").resolvedFor(SLOW_BF16)).hasToString("onednn bf16");
  }

  @Test
  void whatAMachineLacksIsNamed() {
    assertThatThrownBy(() -> Devices.of("onednn auto").resolvedFor(NO_ONEDNN))
        .hasMessage("device onednn does not run on this platform; nd4j does");
    assertThatThrownBy(() -> Devices.of("auto bf16").resolvedFor(NO_ONEDNN))
        .hasMessage("device nd4j computes in fp32 only; onednn knows bf16");
    assertThatThrownBy(() -> Devices.of("onednn bf16").resolvedFor(NO_BF16))
        .hasMessageContaining("AVX-512");
    assertThatThrownBy(() -> Devices.of("auto tf32").resolvedFor(ALL))
        .hasMessage("precision tf32 is one of GPUs (device cuda); onednn knows fp32");
    assertThatThrownBy(() -> Devices.of("cuda fp32").resolvedFor(SLOW_BF16))
        .hasMessage("device cuda does not run here: no driver");
  }

  @Test
  void gpusAreTakenOnlyWhereTheyAreAskedFor() {
    assertThat(Devices.of("auto auto").resolvedFor(ALL)).hasToString("onednn bf16");
    assertThat(Devices.of("cuda auto").resolvedFor(ALL)).hasToString("cuda bf16");
    assertThat(Devices.of("cuda tf32").resolvedFor(NO_BF16)).hasToString("cuda tf32");
  }

  @Test
  void gpusPrepareImagesThemselves() {
    assertThat(Devices.of("cuda bf16").imagesPreparedBy()).isEqualTo(PreparedBy.DEVICE);
    assertThat(Devices.of("onednn bf16").imagesPreparedBy()).isEqualTo(PreparedBy.HOST);
    assertThat(Devices.of("nd4j fp32").imagesPreparedBy()).isEqualTo(PreparedBy.HOST);
  }

  /** The build has no GPU library among its dependencies. */
  @Test
  void withoutTheGpuLibraryTheJarIsAskedFor() {
    assertThatThrownBy(() -> Devices.of("cuda fp32").forTowers(2))
        .hasMessageStartingWith("device cuda does not run here: the jar of the cuda device");
  }

  @Test
  void whatTwoMachinesHaveIsWhatEachOfThemHas() {
    assertThat(ALL.and(SLOW_BF16)).isEqualTo(SLOW_BF16);
    assertThat(SLOW_BF16.and(NO_BF16)).isEqualTo(new Abilities(true, false, false, "no driver"));
    assertThat(NO_ONEDNN.and(ALL)).isEqualTo(NO_ONEDNN);
    assertThat(ALL.and(SLOW_BF16).withoutGpus()).isEqualTo("no driver");
    assertThat(ALL.and(ALL)).isEqualTo(ALL);
  }

  @Test
  void wordsAreReadAsTheyAreWritten() {
    Devices devices = new Devices(Devices.Kind.ONEDNN, Devices.Precision.BF16);

    assertThat(Devices.of(devices.toString())).isEqualTo(devices);
    assertThatThrownBy(() -> Devices.of("onednn")).hasMessageContaining("'onednn'");
    assertThatThrownBy(() -> Devices.of("abacus fp32")).hasMessageContaining("'abacus fp32'");
  }
}
