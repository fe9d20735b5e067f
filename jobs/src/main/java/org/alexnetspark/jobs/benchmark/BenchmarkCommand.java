package org.alexnetspark.jobs.benchmark;

import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The parent of all benchmarks; each makes the data that it needs and prints its figures. */
@Command(
    name = "benchmark",
    description = "Measures a part of training on made-up data; prints a table.",
    subcommands = {StepBenchmark.class, AveragingBenchmark.class, FeedingBenchmark.class})
public final class BenchmarkCommand implements Callable<Integer> {
  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Spec private CommandSpec commandLine;

  @Override
  public Integer call() {
    throw new UnusableArgumentException(
        "benchmark needs the name of what to measure: "
            + String.join(", ", commandLine.subcommands().keySet()));
  }
}
