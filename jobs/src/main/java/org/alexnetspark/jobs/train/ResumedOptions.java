package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.train.folder.RunDescription;
import org.alexnetspark.jobs.train.folder.RunFolder;
import org.alexnetspark.jobs.train.options.ImageOptions;
import org.alexnetspark.jobs.train.options.MeanChoice;
import org.alexnetspark.jobs.train.options.NetworkOptions;
import org.alexnetspark.jobs.train.options.Recipe;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.Networks;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What options are that are not given: in a new run as its recipe has them. A run that goes on: its
 * {@code run.json} is the authority: what the command line does not say is as it was, and what it
 * says must not contradict, but for the few options that change nothing of what the rounds so far
 * would have been.
 */
public final class ResumedOptions implements IDefaultValueProvider {
  private static final String RESUME = "--resume";
  private static final String OUTPUT = "--output";
  private static final String EPOCHS = "--epochs";
  private static final String ROUNDS = "--rounds";
  private static final String DEVICE = "--device";
  private static final String PRECISION = "--precision";
  private static final String MODEL = "--model";
  private static final String CROP = "--crop";

  /** What was subtracted before there was a choice. */
  private static final String MEAN_BEFORE = MeanChoice.IMAGE;

  /** The dataset is compared by its content, wherever it is; so are graphs. */
  private static final Set<String> FREE =
      Set.of(
          RESUME,
          OUTPUT,
          "--data",
          EPOCHS,
          ROUNDS,
          "--checkpoint-every",
          "--keep-checkpoints",
          "--evaluate-every",
          "--executor-timeout",
          DEVICE,
          PRECISION,
          "--verbose",
          "--help",
          "--version");

  /** Of the run to go on with; read once for the many options that are asked for. */
  private Map<String, String> kept;

  /** What picocli takes for an option that is not on the command line; null: its usual default. */
  @Override
  public String defaultValue(ArgSpec argument) {
    String name = ((OptionSpec) argument).longestName();
    CommandSpec command = argument.command();
    boolean resumes = Boolean.TRUE.equals(command.findOption(RESUME).getValue());
    String output = command.findOption(OUTPUT).getValue();
    if (!resumes || output == null || name.equals(RESUME)) {
      return ofRecipe(name, command);
    }
    if (kept == null) {
      kept = keptBy(output, command);
    }
    return kept.get(name);
  }

  /** What a recipe or a network says of options that are not given; null: their usual default. */
  private static String ofRecipe(String name, CommandSpec command) {
    if (name.equals(Recipe.OPTION) || given(command, MODEL)) {
      return null;
    }
    Recipe recipe =
        command.findOption(Recipe.OPTION).getValue() == Recipe.SOURCE
            ? Recipe.SOURCE
            : Recipe.PAPER;
    if (name.equals(CROP)) {
      return given(command, NetworkOptions.NETWORK)
          ? Networks.crop(command.findOption(NetworkOptions.NETWORK).stringValues().get(0))
              .map(String::valueOf)
              .orElse(null)
          : null;
    }
    return recipe.value(name);
  }

  private static Map<String, String> keptBy(String output, CommandSpec command) {
    try {
      RunDescription run =
          RunFolder.describedIn(output, Cluster.hadoopConfiguration())
              .orElseThrow(
                  () ->
                      new UnusableArgumentException(
                          "--resume: there is no run in --output "
                              + output
                              + " to go on with; without --resume one begins there"));
      return kept(run, command);
    } catch (IOException | IllegalArgumentException | UnusableArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private static Map<String, String> kept(RunDescription run, CommandSpec command) {
    Map<String, String> options = new LinkedHashMap<>(run.options());
    options.putIfAbsent(ImageOptions.MEAN, MEAN_BEFORE);
    if (given(command, EPOCHS)) {
      options.remove(ROUNDS); // Either is how long the run is to be.
    }
    if (run.device() != null) {
      DeviceChoice devices = DeviceChoice.of(run.device());
      options.put(DEVICE, devices.kind().toString());
      options.put(PRECISION, devices.precision().toString());
    }
    if (given(command, DEVICE)) {
      options.remove(PRECISION); // The other device need not have it.
    }
    return options;
  }

  private static boolean given(CommandSpec command, String name) {
    return !command.findOption(name).stringValues().isEmpty();
  }

  /**
   * Refuses to go on with a run that was another.
   *
   * @param arguments as they were given
   * @throws UnusableArgumentException with the option that differs, and both values
   */
  static void requireNoContradiction(
      ParseResult arguments, RunDescription run, Configuration hadoop) throws IOException {
    for (OptionSpec option : arguments.matchedOptions()) {
      String name = option.longestName();
      if (FREE.contains(name)) {
        continue;
      }
      String now = String.valueOf(option.<Object>getValue());
      Optional<String> before =
          Optional.ofNullable(run.options().get(name))
              .or(() -> Optional.ofNullable(defaultThen(option)));
      if (before.isEmpty() || !same(name, now, before.get(), run, hadoop)) {
        throw new UnusableArgumentException(
            String.format(
                Locale.ROOT,
                "--resume: %s is %s, but the run began %s; leave it out, or begin another run",
                name,
                String.join(",", option.stringValues()),
                before.map("with "::concat).orElse("without")));
      }
    }
  }

  private static String defaultThen(OptionSpec option) {
    return option.longestName().equals(ImageOptions.MEAN) ? MEAN_BEFORE : option.defaultValue();
  }

  private static boolean same(
      String option, String now, String before, RunDescription run, Configuration hadoop)
      throws IOException {
    return switch (option) {
      case MODEL ->
          (run.graph() != null && !now.equals(TrainableOptions.ALEXNET)) || same(now, before);
      case TrainableOptions.START_FROM -> samePlace(now, before, hadoop);
      default -> same(now, before);
    };
  }

  private static boolean samePlace(String now, String before, Configuration hadoop)
      throws IOException {
    return Cluster.qualified(now, hadoop).equals(Cluster.qualified(before, hadoop));
  }

  /** Versions may write numbers and words in other ways: 5e-4, 5.0E-4; HE, he. */
  private static boolean same(String now, String before) {
    if (now.equalsIgnoreCase(before)) {
      return true;
    }
    try {
      return Double.parseDouble(now) == Double.parseDouble(before);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
