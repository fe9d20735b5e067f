package org.alexnetspark.jobs;

import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.Interruption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.preprocess.PreprocessCommand;
import org.alexnetspark.jobs.preprocess.ShowCommand;
import org.alexnetspark.jobs.preprocess.ValidateCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The main class of preprocess.jar: makes datasets, and checks and shows them. */
@Command(
    name = "preprocess.jar",
    description = {
      "Turns photographs into datasets that train.jar reads.",
      "Without the name of a command, arguments go to make."
    },
    subcommands = {PreprocessCommand.class, ValidateCommand.class, ShowCommand.class})
public final class PreprocessJar {
  private static final String DEFAULT_COMMAND = "make";

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  private PreprocessJar() {}

  public static void main(String[] arguments) {
    Interruption.listen();
    JobMain.end(run(arguments));
  }

  /** As {@link #main}, but returns the exit status. */
  public static int run(String... arguments) {
    return JobMain.run(new PreprocessJar(), JobMain.withDefault(DEFAULT_COMMAND, arguments));
  }
}
