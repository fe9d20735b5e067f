package org.alexnetspark.jobs;

import java.util.List;
import org.alexnetspark.jobs.ablations.AblationsCommand;
import org.alexnetspark.jobs.benchmark.BenchmarkCommand;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JarCommands;
import org.alexnetspark.jobs.evaluate.EvaluateCommand;
import org.alexnetspark.jobs.export.ExportCommand;
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
    })
public final class TrainJar {
  @Mixin
  @SuppressWarnings("unused") // read by picocli
  private CommonOptions common;

  private TrainJar() {}

  public static void main(String[] arguments) {
    commands().runAndEnd(arguments);
  }

  /** As {@link #main}, but returns the exit status. */
  public static int run(String... arguments) {
    return commands().run(arguments);
  }

  private static JarCommands commands() {
    return new JarCommands(
        new TrainJar(),
        List.of(
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            FeaturesCommand.class,
            ExportCommand.class,
            NeighborsCommand.class,
            AblationsCommand.class,
            BenchmarkCommand.class));
  }
}
