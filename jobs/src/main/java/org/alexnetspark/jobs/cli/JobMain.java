package org.alexnetspark.jobs.cli;

import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Runs a picocli command the way every job of this project runs: errors are one line on the
 * standard error stream, and the exit status says who has to act.
 */
public final class JobMain {
  /** The job did all of its work. */
  public static final int DONE = 0;

  /** The job started and failed. */
  public static final int FAILED = 1;

  /** An argument cannot be used; nothing was done. */
  public static final int UNUSABLE_ARGUMENTS = 2;

  /** Spark's own words around the error of a task; the error itself follows the executor's name. */
  private static final Pattern TASK_FAILURE =
      Pattern.compile(
          "most recent failure: Lost task .*?\\([^()]*executor [^)]*\\): (.*)", Pattern.DOTALL);

  private static final Pattern EXCEPTION_NAME =
      Pattern.compile("^(?:[a-z0-9_]+\\.)+([A-Z]\\w*)(?:: )?");

  private JobMain() {}

  /**
   * Parses the arguments and calls the command.
   *
   * @param command an object with picocli's annotations, a {@code Callable<Integer>} or a parent of
   *     such
   * @return {@link #DONE}, {@link #FAILED}, {@link #UNUSABLE_ARGUMENTS}, or that of {@link
   *     Interruption}
   */
  public static int run(Object command, String... arguments) {
    return run(new CommandLine(command), arguments);
  }

  /**
   * As {@link #run(Object, String...)}.
   *
   * @param commandLine the command, with whatever it is to do besides
   */
  static int run(CommandLine commandLine, String... arguments) {
    // Digits, points and letters are the same wherever this runs: programs read them, too.
    Locale.setDefault(Locale.ROOT);
    boolean verbose = Arrays.asList(arguments).contains(CommonOptions.VERBOSE);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(
        (exception, args) -> unusable(exception.getCommandLine(), exception, verbose));
    commandLine.setExecutionExceptionHandler(
        (exception, line, parsed) -> failedOrStopped(line, exception, verbose));
    return commandLine.execute(arguments);
  }

  /**
   * Ends the process unless the job is done. One that is done returns from its main method: YARN
   * takes an application that exits by itself for a failed one, whatever its status.
   */
  public static void end(int status) {
    if (status != DONE) {
      System.exit(status);
    }
  }

  private static int unusable(CommandLine commandLine, Exception exception, boolean verbose) {
    String line =
        exception instanceof ParameterException
            ? exception.getMessage().lines().findFirst().orElse("")
                + " (see "
                + commandLine.getCommandSpec().qualifiedName()
                + " --help)"
            : exception.getMessage();
    report(commandLine.getErr(), line, exception, verbose);
    return UNUSABLE_ARGUMENTS;
  }

  private static int failedOrStopped(CommandLine line, Exception exception, boolean verbose) {
    Interruption.awaitTheEndIfNear();
    if (exception instanceof InterruptedJobException) {
      return Interruption.stopped();
    }
    if (exception.getCause() instanceof URISyntaxException unreadable) {
      return unusable(
          line,
          new UnusableArgumentException(QualifiedUri.whyNoPath(unreadable), exception),
          verbose);
    }
    return exception instanceof UnusableArgumentException
        ? unusable(line, exception, verbose)
        : failed(line, exception, verbose);
  }

  private static int failed(CommandLine commandLine, Exception exception, boolean verbose) {
    report(commandLine.getErr(), firstLine(exception), exception, verbose);
    return FAILED;
  }

  private static void report(PrintWriter err, String line, Exception exception, boolean verbose) {
    err.println("error: " + line);
    if (verbose) {
      exception.printStackTrace(err);
    }
    err.flush();
  }

  /** What went wrong, in one line: the innermost cause, without Spark's account of its attempts. */
  static String firstLine(Throwable thrown) {
    Throwable innermost = thrown;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    if (message == null || message.isBlank()) {
      return innermost.getClass().getSimpleName();
    }
    Matcher taskFailure = TASK_FAILURE.matcher(message);
    if (taskFailure.find()) {
      return readable(taskFailure.group(1).lines().findFirst().orElse(message));
    }
    String line = message.lines().findFirst().orElse(message).strip();
    return innermost instanceof RuntimeException || innermost instanceof java.io.IOException
        ? line
        : readable(innermost.getClass().getName() + ": " + line);
  }

  /**
   * Drops the class name of an exception that was meant for people; keeps it where the message
   * alone says little.
   */
  private static String readable(String line) {
    Matcher name = EXCEPTION_NAME.matcher(line);
    if (!name.find()) {
      return line.strip();
    }
    String rest = line.substring(name.end()).strip();
    boolean telling =
        rest.contains(" ") && !name.group(1).toLowerCase(Locale.ROOT).endsWith("error");
    return telling ? rest : (name.group(1) + (rest.isEmpty() ? "" : ": " + rest));
  }
}
