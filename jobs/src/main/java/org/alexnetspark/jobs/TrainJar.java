package org.alexnetspark.jobs;

import org.alexnetspark.jobs.ablations.AblationsCommand;
import org.alexnetspark.jobs.benchmark.BenchmarkCommand;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.Interruption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.evaluate.EvaluateCommand;
import org.alexnetspark.jobs.features.FeaturesCommand;
import org.alexnetspark.jobs.neighbors.NeighborsCommand;
import org.alexnetspark.jobs.predict.PredictCommand;
import org.alexnetspark.jobs.train.TrainCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The main class of train.jar: one command for each thing that is done with a network. */
@Command(
    name = "train.jar",
    description = {
      "Trains, evaluates and uses the two-tower AlexNet on Spark.",
      "Without the name of a command, arguments go to train."
    },
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      FeaturesCommand.class,
      NeighborsCommand.class,
      AblationsCommand.class,
      BenchmarkCommand.class
    })
public final class TrainJar {
  private static final String DEFAULT_COMMAND = "train";

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  private TrainJar() {}

  public static void main(String[] arguments) {
    Interruption.listen();
    JobMain.end(run(arguments));
  }

  /** As {@link #main}, but returns the exit status. */
  public static int run(String... arguments) {
    return JobMain.run(new TrainJar(), JobMain.withDefault(DEFAULT_COMMAND, arguments));
  }
}
