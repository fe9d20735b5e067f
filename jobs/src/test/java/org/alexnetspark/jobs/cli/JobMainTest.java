package org.alexnetspark.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class JobMainTest {
  @Command(name = "job.jar")
  private static final class Job implements Callable<Integer> {
    private final Exception failure;

    @Option(names = "--count")
    private int count;

    @Mixin
    @SuppressWarnings("unused") // read by picocli and JobMain
    private CommonOptions common;

    Job(Exception failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() throws Exception {
      if (failure != null) {
        throw failure;
      }
      return count;
    }
  }

  private static CapturedRun run(Exception failure, String... arguments) {
    return CapturedRun.of(() -> JobMain.run(new Job(failure), arguments));
  }

  @Test
  void aJobThatDoesItsWorkEndsInZero() {
    assertThat(run(null)).isEqualTo(new CapturedRun(0, "", ""));
  }

  /** Arabic has digits of its own, and Turkish an i without a dot. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR", "fa-IR", "hi-IN-u-nu-deva"})
  void whatAJobWritesIsTheSameInAllCountries(String country) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(country));
    try {
      assertThat(run(null).status()).isZero();
      assertThat(String.format(Locale.getDefault(), "%05d %,.1f", 1024, 1024.5))
          .isEqualTo("01024 1,024.5");
      assertThat("TITLE".toLowerCase(Locale.getDefault())).isEqualTo("title");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anOptionThatCannotBeParsedIsOneLineAndTwo() {
    CapturedRun ended = run(null, "--count", "many");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.errors())
        .contains("--count")
        .contains("many")
        .contains("--help")
        .hasLineCount(1);
  }

  @Test
  void anOptionThatDoesNotExistIsOneLineAndTwo() {
    CapturedRun ended = run(null, "--cuont", "1");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.errors()).contains("--cuont").hasLineCount(1);
  }

  @Test
  void anArgumentFoundUnusableIsOneLineAndTwo() {
    CapturedRun ended = run(new UnusableArgumentException("--count is 0, must be at least 1"));
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.errors().strip()).isEqualTo("error: --count is 0, must be at least 1");
  }

  @Test
  void aFailureIsOneLineAndOne() {
    CapturedRun ended =
        run(new IOException("writing failed", new FileNotFoundException("no folder /x")));
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors().strip()).isEqualTo("error: no folder /x");
  }

  @Test
  void theStackTraceIsThereForThoseWhoAsk() {
    assertThat(run(new IOException("disk full"), "--verbose").errors())
        .contains("error: disk full")
        .contains("at org.alexnetspark");
  }

  @Test
  void sparksAccountOfItsAttemptsIsLeftOut() {
    String message =
        "Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent failure: "
            + "Lost task 0.3 in stage 1.0 (TID 7) (127.0.0.1 executor 1): java.io.IOException: "
            + "the shard hdfs://x/part-00001.parquet is missing\n\tat org.example.Some.method(Some.java:1)";
    assertThat(JobMain.firstLine(new RuntimeException(message)))
        .isEqualTo("the shard hdfs://x/part-00001.parquet is missing");
  }

  @Test
  void whatIsNoPathIsAUsageErrorThatSaysHowPathsAreWritten() {
    CapturedRun ended =
        run(new IllegalArgumentException(new URISyntaxException("a:b", "Relative path")));

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.errors())
        .startsWith("error: 'a:b' names no file or folder")
        .doesNotContain("Exception");
  }

  @Test
  void aCheckedExceptionThatSaysEnoughIsNotNamed() {
    assertThat(JobMain.firstLine(new SparkException("Could not parse Master URL: 'foo'")))
        .isEqualTo("Could not parse Master URL: 'foo'");
  }
}
