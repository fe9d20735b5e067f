package org.alexnetspark.jobs.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.network.ExecutorAbilities.Answer;
import org.alexnetspark.model.device.Abilities;
import org.alexnetspark.model.device.Devices;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DeviceOptionsTest {
  private static final Answer NEW =
      new Answer("1", "new-host", new Abilities(true, true, true, "no jar", false));
  private static final Answer OLD =
      new Answer("2", "old-host", new Abilities(true, false, false, "no jar", false));
  private static final Answer FOREIGN =
      new Answer("3", "foreign-host", new Abilities(false, false, false, "no jar", false));

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
    Devices auto = Devices.of("auto auto");

    assertThat(executors(NEW, OLD, NEW).differences(auto))
        .isEqualTo("onednn bf16 on new-host; onednn fp32 on old-host");
    assertThat(executors(NEW, NEW).differences(auto)).isEmpty();
  }

  @Test
  void aDeviceThatOneExecutorLacksIsRefused() {
    assertThatThrownBy(() -> options("--device=onednn").resolved(executors(NEW, FOREIGN)))
        .isInstanceOf(UnusableArgumentException.class)
        .hasMessageContaining("--device onednn")
        .hasMessageContaining("nd4j does");
    assertThatThrownBy(() -> options("--precision=bf16").resolved(executors(NEW, OLD)))
        .isInstanceOf(UnusableArgumentException.class)
        .hasMessageContaining("--precision bf16");
  }
}
