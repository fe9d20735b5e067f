package org.alexnetspark.jobs.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.alexnetspark.jobs.TrainJar;

/** train.jar in a process of its own, which can be killed. */
public final class DriverProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader errors;
  private final List<String> errorLines = new ArrayList<>();

  private DriverProcess(Process process) {
    this.process = process;
    this.errors =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a command with the Spark settings of the tests.
   *
   * @param arguments of train.jar
   */
  public static DriverProcess start(SparkForTests spark, String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-X"))
        .forEach(line::add);
    spark.properties().forEach((name, value) -> line.add("-D" + name + "=" + value));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), TrainJar.class.getName()));
    line.addAll(Arrays.asList(arguments));
    return new DriverProcess(
        new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** Reads the standard error stream up to a line that holds these words. */
  public void awaitLine(String words) throws IOException {
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      errorLines.add(line);
      if (line.contains(words)) {
        return;
      }
    }
    throw new IllegalStateException(
        "the process ended without a line of \"" + words + "\":\n" + String.join("\n", errorLines));
  }

  /** SIGTERM. */
  public void terminate() {
    // By its handle: Process itself would close the stream that is still to be read.
    process.toHandle().destroy();
  }

  /** SIGKILL. */
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Reads the rest of the standard error stream and waits for the end; returns the exit status. */
  public int await() throws IOException, InterruptedException {
    errors.lines().forEach(errorLines::add);
    process.waitFor();
    return process.exitValue();
  }

  /** What came on the standard error stream so far. */
  public List<String> errorLines() {
    return errorLines;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(1, TimeUnit.MINUTES);
  }
}
