package org.alexnetspark.jobs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.device.ExecutorAbilities.Answer;
import org.alexnetspark.model.device.Abilities;
import org.alexnetspark.model.device.Ability;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.device.DeviceChoice.Kind;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DeviceOptionsTest {
  private static final Ability NO_GPU = Ability.none("no jar");
  private static final Answer NEW = answer("1", "new-host", Ability.of(Precision.BF16, Map.of()));
  private static final Answer OLD =
      answer("2", "old-host", Ability.of(Precision.FP32, Map.of(Precision.BF16, "no bf16")));
  private static final Answer FOREIGN = answer("3", "foreign-host", Ability.none("no oneDNN"));

  private static Answer answer(String executor, String host, Ability onednn) {
    Ability nd4j = Ability.of(Precision.FP32, Map.of());
    return new Answer(
        executor,
        host,
        new Abilities(Map.of(Kind.ONEDNN, onednn, Kind.CUDA, NO_GPU, Kind.ND4J, nd4j)));
  }

  private static ExecutorAbilities executors(Answer... answers) {
    return new ExecutorAbilities(List.of(answers));
  }

  private static DeviceOptions options(String... arguments) {
    DeviceOptions options = new DeviceOptions();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return options;
  }

  @Test
  void allExecutorsTakeTheFastestThatEachOfThemHas() {
    assertThat(options().resolved(executors(NEW, NEW))).hasToString("onednn bf16");
    assertThat(options().resolved(executors(NEW, OLD))).hasToString("onednn fp32");
    assertThat(options().resolved(executors(NEW, OLD, FOREIGN))).hasToString("nd4j fp32");
  }

  @Test
  void whoWouldTakeSomethingElseIsNamed() {
    DeviceChoice auto = DeviceChoice.of("auto auto");

    assertThat(executors(NEW, OLD, NEW).differences(auto))
        .isEqualTo("onednn bf16 on new-host; onednn fp32 on old-host");
    assertThat(executors(NEW, NEW).differences(auto)).isEmpty();
  }

  @Test
  void aDeviceThatOneExecutorLacksIsRefused() {
    assertThatThrownBy(() -> options("--device=onednn").resolved(executors(NEW, FOREIGN)))
        .isInstanceOf(UnusableArgumentException.class)
        .hasMessageContaining("--device onednn")
        .hasMessageContaining("no oneDNN");
    assertThatThrownBy(() -> options("--precision=bf16").resolved(executors(NEW, OLD)))
        .isInstanceOf(UnusableArgumentException.class)
        .hasMessageContaining("--precision bf16");
  }
}
