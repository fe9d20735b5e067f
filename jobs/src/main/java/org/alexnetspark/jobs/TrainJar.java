package org.alexnetspark.jobs;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.evaluate.EvaluateCommand;
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
    subcommands = {TrainCommand.class, EvaluateCommand.class, PredictCommand.class})
public final class TrainJar {
  private static final String DEFAULT_COMMAND = "train";

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  private TrainJar() {}

  public static void main(String[] arguments) {
    JobMain.end(run(arguments));
  }

  /** As {@link #main}, but returns the exit status. */
  public static int run(String... arguments) {
    return JobMain.run(new TrainJar(), withCommand(arguments));
  }

  private static String[] withCommand(String... arguments) {
    boolean named = arguments.length > 0 && !arguments[0].startsWith("-");
    boolean aboutTheJar =
        arguments.length > 0 && List.of("-h", "--help", "-V", "--version").contains(arguments[0]);
    return !named && !aboutTheJar
        ? Stream.concat(Stream.of(DEFAULT_COMMAND), Arrays.stream(arguments)).toArray(String[]::new)
        : arguments;
  }
}
