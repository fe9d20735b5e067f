package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The processes of a test. Each runs in a folder below the test's own, and so do the processes that
 * it starts; by this they are found, and ended, whatever became of those that started them.
 */
final class Processes implements AutoCloseable {
  /**
   * Options for a JVM that lives for seconds, on cores that others want too: what C2 would compile
   * does not run for long enough to pay for it. A short job takes two fifths less of the processor.
   */
  static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  /** The variables by which these options reach Spark's processes. */
  static final List<String> SPOKEN_TO_SPARK =
      List.of("SPARK_SUBMIT_OPTS", "SPARK_DAEMON_JAVA_OPTS");

  private static final Duration PATIENCE =
      Duration.ofMinutes(Integer.getInteger("patience.minutes"));
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private final Path folder;
  private final List<Process> started = new ArrayList<>();

  /** A program that has ended. */
  record Finished(int status, String output, ClusterLogs cluster) {
    Finished succeeded() {
      assertThat(status).as(() -> output + cluster.newest()).isZero();
      return this;
    }
  }

  /** A program that runs; it writes into the log. */
  record Running(String name, Process process, Path log) {
    String output() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Finished finish() throws InterruptedException {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(name + " does not end: " + output() + cluster().newest());
      }
      return new Finished(process.exitValue(), output(), cluster());
    }

    private ClusterLogs cluster() {
      return new ClusterLogs(log.getParent());
    }

    void kill() throws InterruptedException {
      List<ProcessHandle> tree = process.descendants().toList();
      process.destroyForcibly().waitFor();
      tree.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * @param folder an existing folder, for these processes alone
   */
  Processes(Path folder) throws IOException {
    this.folder = folder.toRealPath();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  Path folder() {
    return folder;
  }

  /** Starts a program in the background. */
  Running start(String name, Map<String, String> environment, List<String> command)
      throws IOException {
    // What a shell starts in the background, these tests too, passes on that Ctrl-C is ignored.
    List<String> hearing = new ArrayList<>(List.of("env", "--default-signal"));
    hearing.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(hearing);
    builder.directory(folder.toFile());
    builder.environment().keySet().removeIf(key -> key.matches("(SPARK|HADOOP|YARN)_.*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    for (String variable : SPOKEN_TO_SPARK) {
      builder.environment().put(variable, SHORT_LIVED);
    }
    builder.environment().putAll(environment);
    Path log = folder.resolve(name + ".log");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    synchronized (started) {
      started.add(process);
    }
    return new Running(name, process, log);
  }

  /** Runs a program to its end. */
  Finished run(String name, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    return start(name, environment, command).finish();
  }

  /**
   * Waits until something is so.
   *
   * @param subject what it is to happen to: when this process ends before, that is a failure
   */
  static void await(String what, Running subject, Callable<Boolean> happened) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!happened.call()) {
      if (!subject.process().isAlive() || System.nanoTime() > end) {
        throw new AssertionError(
            subject.name()
                + ": "
                + what
                + " did not happen: "
                + subject.output()
                + subject.cluster().newest());
      }
      pause();
    }
  }

  /** Lets a program run for so many seconds; whether it still runs then. */
  static boolean runsAfter(Running program, double seconds) throws InterruptedException {
    return !program.process().waitFor((long) (1000 * seconds), TimeUnit.MILLISECONDS);
  }

  /** Between two looks at what other processes do, which tell nobody. */
  private static void pause() {
    LockSupport.parkNanos(INTERVAL.toNanos());
  }

  /** Spark's executors among the descendants of a process. */
  static List<ProcessHandle> executors(ProcessHandle ancestor) {
    return ancestor
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains("ExecutorBackend"))
        .toList();
  }

  /** Sends a signal, such as STOP and CONT, to each that has not ended. */
  static void signal(String name, List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      String kill = "kill -" + name + " " + process.pid();
      int status = new ProcessBuilder("bash", "-c", kill).start().waitFor();
      assertThat(status == 0 || !process.isAlive()).as(kill).isTrue();
    }
  }

  /**
   * What runs when executors have ended, which they do a little later than their jobs: command
   * lines.
   *
   * @param servers how many there should be
   */
  List<String> alive(int servers) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> alive;
    do {
      alive = inFolder().map(process -> process.info().commandLine().orElse("?")).toList();
      pause();
    } while (alive.size() > servers && System.nanoTime() < end);
    assertThat(alive).hasSize(servers);
    return alive;
  }

  /** Ends all of them. */
  @Override
  public void close() {
    synchronized (started) {
      for (Process process : started) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      started.clear();
    }
    // Asked again and again instead of waiting for each: what is nobody's child any more may stay a
    // zombie for ever, in a container without an init process.
    for (List<ProcessHandle> left = inFolder().toList();
        !left.isEmpty();
        left = inFolder().toList()) {
      left.forEach(ProcessHandle::destroyForcibly);
      pause();
    }
  }

  private Stream<ProcessHandle> inFolder() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(this::worksInFolder);
  }

  private boolean worksInFolder(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"))
          .startsWith(folder);
    } catch (IOException e) {
      return false; // has ended, or is another user's
    }
  }
}
