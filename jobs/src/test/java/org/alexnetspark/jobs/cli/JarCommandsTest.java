package org.alexnetspark.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.PreprocessJar;
import org.alexnetspark.jobs.TrainJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class JarCommandsTest {
  @Command(name = "some.jar", description = "Some commands.")
  private static final class SomeJar {
    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private CommonOptions common;
  }

  @Command(
      name = "count",
      description = {"Counts.", "Slowly."})
  static final class Count implements Callable<Integer> {
    @Option(names = "--to")
    private int end;

    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private CommonOptions common;

    @Override
    public Integer call() {
      return end;
    }
  }

  @Command(name = "weigh", description = "Weighs.")
  static final class Weigh implements Callable<Integer> {
    private static int made;

    Weigh() {
      made++;
    }

    @Override
    public Integer call() {
      return 70;
    }
  }

  private static CapturedRun run(String... arguments) {
    Weigh.made = 0;
    return CapturedRun.of(
        () -> new JarCommands(new SomeJar(), List.of(Count.class, Weigh.class)).run(arguments));
  }

  @Test
  void theCommandThatIsNamedRuns() {
    assertThat(run("count", "--to", "3").status()).isEqualTo(3);
    assertThat(run("weigh").status()).isEqualTo(70);
  }

  @Test
  void withoutANameTheFirstOneRuns() {
    assertThat(run("--to", "4").status()).isEqualTo(4);
    assertThat(run().status()).isZero();
  }

  @Test
  void commandsThatAreNotCalledAreNotMade() {
    run("count", "--to", "3");
    run("--help");
    run("count", "--help");
    assertThat(Weigh.made).isZero();

    run("weigh");
    assertThat(Weigh.made).isEqualTo(1);
  }

  @Test
  void theJarsHelpNamesAllCommandsAndTheirOptionsAreInTheirOwn() {
    CapturedRun ofTheJar = run("--help");
    assertThat(ofTheJar.status()).isZero();
    assertThat(ofTheJar.output())
        .contains("Some commands.", "--version")
        .containsPattern("count +Counts\\.")
        .containsPattern("weigh +Weighs\\.")
        .doesNotContain("--to", "Slowly");

    assertThat(run("count", "--help").output()).contains("--to", "Slowly.", "some.jar count");
  }

  @Test
  void aCommandThatDoesNotExistIsOneLine() {
    CapturedRun ended = run("cuont");
    assertThat(ended.status()).isEqualTo(JobMain.UNUSABLE_ARGUMENTS);
    assertThat(ended.errors()).contains("cuont").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "evaluate",
        "predict",
        "features",
        "neighbors",
        "ablations",
        "benchmark",
        "benchmark step",
        "benchmark averaging",
        "benchmark feeding"
      })
  void everyCommandOfTrainJarHasItsHelp(String command) {
    CapturedRun helped = CapturedRun.of(() -> TrainJar.run((command + " --help").split(" ", -1)));
    assertThat(helped.status()).as(helped.errors()).isZero();
    assertThat(helped.output()).contains("Usage: train.jar " + command);
    assertThat(CapturedRun.of(() -> TrainJar.run("--help")).output())
        .contains("\n  " + command.split(" ", -1)[0] + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"make", "validate", "show"})
  void everyCommandOfPreprocessJarHasItsHelp(String command) {
    CapturedRun helped = CapturedRun.of(() -> PreprocessJar.run(command, "--help"));
    assertThat(helped.status()).as(helped.errors()).isZero();
    assertThat(helped.output()).contains("Usage: preprocess.jar " + command);
    assertThat(CapturedRun.of(() -> PreprocessJar.run("--help")).output())
        .contains("\n  " + command + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train --data d --output a:b",
        "export --model m --output a:b",
        "features --model m --data d --layer fc7 --output a:b",
        "ablations --data d --variants v --output a:b",
        "predict --model m --input i --page a:b"
      })
  void aNameWithAColonIsRefusedWithTheNameOfItsOption(String arguments) {
    String[] words = arguments.split(" ", -1);

    CapturedRun ended = CapturedRun.of(() -> TrainJar.run(words));

    assertThat(ended.status()).isEqualTo(JobMain.UNUSABLE_ARGUMENTS);
    assertThat(ended.errors())
        .contains(words[words.length - 2], "'a:b' names no file or folder")
        .hasLineCount(1);
  }
}
