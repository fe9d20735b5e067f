package org.alexnetspark.jobs.cli;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.RunLast;

/**
 * The commands of a jar, the first of which is meant where arguments name none. Of those that are
 * not called no more is made than the jar's own help shows: all options of all commands would take
 * longer to read than most commands need to answer.
 */
public final class JarCommands {
  private static final List<String> ABOUT_THE_JAR = List.of("-h", "--help", "-V", "--version");

  private final Object jar;
  private final List<Class<? extends Callable<Integer>>> commands;

  /**
   * The commands of a jar.
   *
   * @param jar an object with picocli's annotations for the jar as a whole
   * @param commands by their classes, the one that needs no name first
   */
  public JarCommands(Object jar, List<Class<? extends Callable<Integer>>> commands) {
    this.jar = jar;
    this.commands = List.copyOf(commands);
  }

  /** For a main method: runs the command that the arguments name, and ends the process. */
  public void runAndEnd(String... arguments) {
    CommandLine line = commandLine(arguments);
    // Help needs nothing of what hearing signals takes.
    line.setExecutionStrategy(
        parsed -> {
          Integer helped = CommandLine.executeHelpRequest(parsed);
          if (helped != null) {
            return helped;
          }
          Interruption.listen();
          return new RunLast().execute(parsed);
        });
    JobMain.end(JobMain.run(line, withDefault(arguments)));
  }

  /** As {@link #runAndEnd}, but leaves signals alone and returns the exit status. */
  public int run(String... arguments) {
    return JobMain.run(commandLine(arguments), withDefault(arguments));
  }

  private CommandLine commandLine(String... arguments) {
    CommandLine line = new CommandLine(jar);
    String[] complete = withDefault(arguments);
    for (Class<? extends Callable<Integer>> command : commands) {
      Command about = command.getAnnotation(Command.class);
      line.addSubcommand(
          about.name().equals(complete[0]) ? new CommandLine(command) : outline(about));
    }
    return line;
  }

  private static CommandLine outline(Command about) {
    CommandSpec outline = CommandSpec.create().name(about.name());
    outline.usageMessage().description(about.description());
    return new CommandLine(outline);
  }

  /** With the name of the first command in front where it is meant. */
  private String[] withDefault(String... arguments) {
    boolean named = arguments.length > 0 && !arguments[0].startsWith("-");
    boolean aboutTheJar = arguments.length > 0 && ABOUT_THE_JAR.contains(arguments[0]);
    String first = commands.get(0).getAnnotation(Command.class).name();
    return named || aboutTheJar
        ? arguments
        : Stream.concat(Stream.of(first), Arrays.stream(arguments)).toArray(String[]::new);
  }
}
