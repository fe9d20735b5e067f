package org.alexnetspark.jobs.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/**
 * What a command printed and how it ended.
 *
 * @param output of the standard output stream
 * @param errors of the standard error stream
 */
public record CapturedRun(int status, String output, String errors) {

  /** Runs a command in this process. */
  public static CapturedRun of(IntSupplier command) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      int status = command.getAsInt();
      return new CapturedRun(
          status, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  /**
   * The one line that says what went wrong; Spark's own lines stand around it in a process that
   * logs.
   */
  public String errorLine() {
    return errors.lines().filter(line -> line.startsWith("error: ")).findFirst().orElse("");
  }
}
