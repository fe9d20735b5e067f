package org.alexnetspark.model.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.nd4j.Nd4jLibrary;
import org.alexnetspark.model.input.PreparedBy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceChoiceTest {

  private static final String TF32_ON_PROCESSOR =
      "precision tf32 is one of GPUs (device cuda); onednn knows fp32";
  private static final Ability BF16_FAST =
      Ability.of(Precision.BF16, Map.of(Precision.TF32, TF32_ON_PROCESSOR));
  private static final Ability BF16_SLOW =
      Ability.of(Precision.FP32, Map.of(Precision.TF32, TF32_ON_PROCESSOR));
  private static final Ability FP32_ONLY =
      Ability.of(
          Precision.FP32,
          Map.of(Precision.TF32, TF32_ON_PROCESSOR, Precision.BF16, "bf16 needs AVX-512"));
  private static final Ability RECENT_GPU = Ability.of(Precision.BF16, Map.of());
  private static final Ability OLD_GPU = Ability.of(Precision.FP32, Map.of());

  private static final Abilities FAST_BF16 = machine(BF16_FAST, Ability.none("no jar"));
  private static final Abilities SLOW_BF16 = machine(BF16_SLOW, Ability.none("no driver"));
  private static final Abilities NO_BF16 = machine(FP32_ONLY, Ability.none("no jar"));
  private static final Abilities NO_ONEDNN =
      machine(Ability.none("no oneDNN"), Ability.none("no jar"));
  private static final Abilities GPUS = machine(BF16_FAST, RECENT_GPU);
  private static final Abilities OLD_GPUS = machine(FP32_ONLY, OLD_GPU);

  private static Abilities machine(Ability onednn, Ability gpus) {
    return new Abilities(
        Map.of(Kind.ONEDNN, onednn, Kind.CUDA, gpus, Kind.ND4J, new Nd4jLibrary().ability()));
  }

  @ParameterizedTest(name = "{0} where bf16 is fast, slow, absent, and without onednn: {1} ... {4}")
  @CsvSource({
    "auto auto, onednn bf16, onednn fp32, onednn fp32, nd4j fp32",
    "cpu auto,  onednn bf16, onednn fp32, onednn fp32, nd4j fp32",
    "auto fp32, onednn fp32, onednn fp32, onednn fp32, nd4j fp32",
    "nd4j auto, nd4j fp32,   nd4j fp32,   nd4j fp32,   nd4j fp32",
  })
  void autoIsTheFastestThatMachinesHave(
      String wanted, String fast, String slow, String noBf16, String noOneDnn) {
    assertThat(DeviceChoice.of(wanted).resolvedFor(FAST_BF16)).hasToString(fast);
    assertThat(DeviceChoice.of(wanted).resolvedFor(SLOW_BF16)).hasToString(slow);
    assertThat(DeviceChoice.of(wanted).resolvedFor(NO_BF16)).hasToString(noBf16);
    assertThat(DeviceChoice.of(wanted).resolvedFor(NO_ONEDNN)).hasToString(noOneDnn);
  }

  @Test
  void bf16IsTakenWhereItIsAskedForAlsoIfItIsNotTheFastest() {
    assertThat(DeviceChoice.of("auto bf16").resolvedFor(SLOW_BF16)).hasToString("onednn bf16");
  }

  @Test
  void whatAMachineLacksIsNamed() {
    assertThatThrownBy(() -> DeviceChoice.of("onednn auto").resolvedFor(NO_ONEDNN))
        .hasMessage("device onednn does not run here: no oneDNN");
    assertThatThrownBy(() -> DeviceChoice.of("auto bf16").resolvedFor(NO_ONEDNN))
        .hasMessage("device nd4j computes in fp32 only; onednn knows bf16");
    assertThatThrownBy(() -> DeviceChoice.of("onednn bf16").resolvedFor(NO_BF16))
        .hasMessage("bf16 needs AVX-512");
    assertThatThrownBy(() -> DeviceChoice.of("auto tf32").resolvedFor(FAST_BF16))
        .hasMessage("precision tf32 is one of GPUs (device cuda); onednn knows fp32");
    assertThatThrownBy(() -> DeviceChoice.of("cuda fp32").resolvedFor(SLOW_BF16))
        .hasMessage("device cuda does not run here: no driver");
  }

  @ParameterizedTest(name = "{0} on GPUs that multiply bf16, and that do not: {1}, {2}")
  @CsvSource({
    "auto auto, cuda bf16,   cuda fp32",
    "auto fp32, cuda fp32,   cuda fp32",
    "auto tf32, cuda tf32,   cuda tf32",
    "cuda auto, cuda bf16,   cuda fp32",
    "cpu auto,  onednn bf16, onednn fp32",
    "nd4j auto, nd4j fp32,   nd4j fp32",
  })
  void gpusAreTakenWhereThereAreSome(String wanted, String recent, String old) {
    assertThat(DeviceChoice.of(wanted).resolvedFor(GPUS)).hasToString(recent);
    assertThat(DeviceChoice.of(wanted).resolvedFor(OLD_GPUS)).hasToString(old);
  }

  @Test
  void gpusPrepareImagesThemselves() {
    assertThat(DeviceChoice.of("cuda bf16").imagesPreparedBy()).isEqualTo(PreparedBy.DEVICE);
    assertThat(DeviceChoice.of("onednn bf16").imagesPreparedBy()).isEqualTo(PreparedBy.HOST);
    assertThat(DeviceChoice.of("nd4j fp32").imagesPreparedBy()).isEqualTo(PreparedBy.HOST);
  }

  /** The build has no GPU library among its dependencies. */
  @Test
  void withoutTheGpuLibraryTheJarIsAskedFor() {
    assertThatThrownBy(() -> DeviceChoice.of("cuda fp32").forTowers(2))
        .hasMessageStartingWith("device cuda does not run here: the jar of the cuda device");
  }

  @Test
  void whatTwoMachinesHaveIsWhatEachOfThemHas() {
    assertThat(GPUS.and(SLOW_BF16)).isEqualTo(SLOW_BF16);
    assertThat(SLOW_BF16.and(NO_BF16).of(Kind.ONEDNN)).isEqualTo(FP32_ONLY);
    assertThat(SLOW_BF16.and(GPUS).of(Kind.CUDA).whyNot()).isEqualTo("no driver");
    assertThat(NO_ONEDNN.and(GPUS)).isEqualTo(NO_ONEDNN);
    assertThat(GPUS.and(OLD_GPUS)).isEqualTo(OLD_GPUS);
    assertThat(GPUS.and(GPUS)).isEqualTo(GPUS);
  }

  @Test
  void wordsAreReadAsTheyAreWritten() {
    DeviceChoice devices = new DeviceChoice(DeviceChoice.Kind.ONEDNN, DeviceChoice.Precision.BF16);

    assertThat(DeviceChoice.of(devices.toString())).isEqualTo(devices);
    assertThatThrownBy(() -> DeviceChoice.of("onednn")).hasMessageContaining("'onednn'");
    assertThatThrownBy(() -> DeviceChoice.of("abacus fp32")).hasMessageContaining("'abacus fp32'");
  }
}
