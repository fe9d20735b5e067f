package org.alexnetspark.jobs.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.TrainJar;

/**
 * train.jar or preprocess.jar in a process of its own, which can be killed. It leads a group of
 * processes, as a command at a terminal does.
 */
public final class DriverProcess implements AutoCloseable {
  /** No line: what follows the last one. */
  private static final String END = "\n";

  private final Process process;

  /** Read as they come, so that nothing that is said fills a pipe and stops the process. */
  private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

  private final List<String> errorLines = new ArrayList<>();

  private DriverProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::readErrors, "standard error stream");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a command with the Spark settings of the tests.
   *
   * @param arguments of train.jar
   */
  public static DriverProcess start(SparkForTests spark, String... arguments) throws IOException {
    return start(spark, TrainJar.class, arguments);
  }

  /**
   * Starts a command with the Spark settings of the tests.
   *
   * @param jar its main class
   */
  public static DriverProcess start(SparkForTests spark, Class<?> jar, String... arguments)
      throws IOException {
    return start(line(spark, jar, arguments), Map.of());
  }

  /**
   * The same in a locale.
   *
   * @param locale as LC_ALL has it
   */
  public static DriverProcess startInLocale(
      String locale, SparkForTests spark, Class<?> jar, String... arguments) throws IOException {
    return start(line(spark, jar, arguments), Map.of("LC_ALL", locale));
  }

  private static DriverProcess start(List<String> line, Map<String, String> environment)
      throws IOException {
    ProcessBuilder process =
        new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    process.environment().putAll(environment);
    return new DriverProcess(process.start());
  }

  private static List<String> line(SparkForTests spark, Class<?> jar, String... arguments) {
    // What a shell starts in the background passes over SIGINT, and so would all that it starts.
    List<String> line =
        new ArrayList<>(List.of("setsid", "env", "--default-signal=INT", "--default-signal=TERM"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-X"))
        .forEach(line::add);
    line.addAll(SparkForTests.SHORT_LIVED);
    spark.properties().forEach((name, value) -> line.add("-D" + name + "=" + value));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), jar.getName()));
    line.addAll(Arrays.asList(arguments));
    return line;
  }

  private void readErrors() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(errors::add);
    } catch (IOException | UncheckedIOException e) {
      errors.add("the stream cannot be read: " + e);
    }
    errors.add(END);
  }

  /** Reads the standard error stream up to a line that holds these words. */
  public void awaitLine(String words) throws InterruptedException {
    for (String line = errors.take(); !line.equals(END); line = errors.take()) {
      errorLines.add(line);
      if (line.contains(words)) {
        return;
      }
    }
    throw new IllegalStateException(
        "the process ended without a line of \"" + words + "\":\n" + String.join("\n", errorLines));
  }

  /** Has something done when the process has ended. */
  public void whenEnded(Runnable action) {
    CompletableFuture<Void> unused = process.onExit().thenRun(action);
  }

  /** SIGTERM. */
  public void terminate() {
    // By its handle: Process itself would close the stream that is still to be read.
    process.toHandle().destroy();
  }

  /** Sends a signal to the group, as Ctrl-C at a terminal does. */
  public void signalGroup(String name) throws IOException, InterruptedException {
    // Processes that follow from this one have its number as that of their group.
    int status =
        new ProcessBuilder("kill", "-" + name, "--", "-" + process.pid()).start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("the process has ended:\n" + String.join("\n", errorLines));
    }
  }

  /** Executors that run, or nobody has asked how they ended. */
  public Set<ProcessHandle> executors() {
    return process.descendants().filter(DriverProcess::isExecutor).collect(Collectors.toSet());
  }

  private static boolean isExecutor(ProcessHandle process) {
    try {
      // ProcessHandle tells the first 4096 characters only, which a class path fills.
      Path line = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
      return Files.readString(line, StandardCharsets.ISO_8859_1).contains("ExecutorBackend");
    } catch (IOException e) {
      return false; // has ended
    }
  }

  /** SIGKILL. */
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Reads the rest of the standard error stream and waits for the end; returns the exit status. */
  public int await() throws InterruptedException {
    for (String line = errors.take(); !line.equals(END); line = errors.take()) {
      errorLines.add(line);
    }
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
