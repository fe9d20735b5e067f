package org.alexnetspark.jobs;

import java.util.List;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JarCommands;
import org.alexnetspark.jobs.preprocess.PreprocessCommand;
import org.alexnetspark.jobs.preprocess.ValidateCommand;
import org.alexnetspark.jobs.show.ShowCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The main class of preprocess.jar: makes datasets, and checks and shows them. */
@Command(
    name = "preprocess.jar",
    description = {
      "Turns photographs into datasets that train.jar reads.",
      "Without the name of a command, arguments go to make."
    })
public final class PreprocessJar {
  @Mixin
  @SuppressWarnings("unused") // read by picocli
  private CommonOptions common;

  private PreprocessJar() {}

  public static void main(String[] arguments) {
    commands().runAndEnd(arguments);
  }

  /** As {@link #main}, but returns the exit status. */
  public static int run(String... arguments) {
    return commands().run(arguments);
  }

  private static JarCommands commands() {
    return new JarCommands(
        new PreprocessJar(),
        List.of(PreprocessCommand.class, ValidateCommand.class, ShowCommand.class));
  }
}
