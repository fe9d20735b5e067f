package org.alexnetspark.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options that every command has. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
public final class CommonOptions {
  static final String VERBOSE = "--verbose";

  @Option(
      names = VERBOSE,
      description = "Print the stack trace of an error, not only its one line.")
  private boolean verbose;

  /** Whether errors are printed with their stack traces. */
  public boolean verbose() {
    return verbose;
  }
}
