package org.alexnetspark.jobs.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.spark.Progress;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.util.SignalUtils;

/**
 * Ctrl-C (SIGINT) and SIGTERM, for all commands: one line says what was kept and how to go on, the
 * exit status is 130 or 143, and whatever Spark says while it is being ended is not shown.
 *
 * <p>A signal ends the process at once, unless a command has asked to be let to a place where it
 * loses nothing: then the first one asks it to stop there, and a second one ends it at once.
 */
public final class Interruption {
  /** By signal: 128 and the signal's number, as shells have it. */
  private static final Map<String, Integer> STATUS = Map.of("INT", 130, "TERM", 143);

  /** Spark stops in less; what hangs is left to the operating system then. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static final AtomicBoolean LISTENING = new AtomicBoolean();
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private static volatile Supplier<String> account = () -> "nothing was written";
  private static volatile boolean accountIsFinal;
  private static volatile Supplier<String> notice;
  private static volatile boolean requested;
  private static volatile boolean ending;

  /** Where people read, once nothing but the last word is to go there; null until then. */
  private static volatile PrintStream spoken;

  private static volatile int status = JobMain.FAILED;

  private Interruption() {}

  /** From here on the signals are heard. */
  public static void listen() {
    if (LISTENING.compareAndSet(false, true)) {
      STATUS.keySet().forEach(signal -> SignalUtils.register(signal, () -> receive(signal)));
    }
  }

  /**
   * What is to be said from here on where a signal ends the command.
   *
   * @param words what was kept, and how to go on; asked for when the signal comes
   */
  public static void account(Supplier<String> words) {
    if (!accountIsFinal) {
      account = words;
    }
  }

  /** As {@link #account}, also while the command has its work done by other commands. */
  public static void accountOfAllParts(Supplier<String> words) {
    account(words);
    accountIsFinal = true;
  }

  /**
   * From here on the first signal is answered by {@link #requested} alone.
   *
   * @param words for the person who sent it: where the command is going to stop, and what a second
   *     signal costs
   */
  public static void defer(Supplier<String> words) {
    notice = words;
  }

  /** From here on a signal ends the process at once again. */
  public static void endDeferral() {
    notice = null;
  }

  /** Whether the command was asked to stop at the next place where it loses nothing. */
  public static boolean requested() {
    return requested;
  }

  /** Whether a command with this exit status was ended by a signal. */
  public static boolean isStatus(int exitStatus) {
    return STATUS.containsValue(exitStatus);
  }

  /** Says what was kept, for a command that has stopped as requested; returns the exit status. */
  static int stopped() {
    awaitTheEndIfNear();
    say();
    return status;
  }

  /** Does not return where a signal is ending the process: what happens now is its doing. */
  static void awaitTheEndIfNear() {
    while (ending) {
      try {
        NEVER.await();
      } catch (InterruptedException e) {
        // by Spark, which is being stopped: there is still nothing to do but to wait
      }
    }
  }

  /**
   * Answers from another thread, after this one has ended: until then a second signal would end the
   * process without a word.
   *
   * @return true, which tells Spark's signal handling that nothing else is to be done
   */
  private static Object receive(String signal) {
    Thread handler = Thread.currentThread();
    new Thread(
            () -> {
              while (handler.isAlive()) {
                Thread.onSpinWait();
              }
              answer(signal);
            },
            "answer to SIG" + signal)
        .start();
    return true;
  }

  private static void answer(String signal) {
    status = STATUS.get(signal);
    Supplier<String> words = notice;
    silenceLogs();
    if (words == null || requested) {
      end();
    } else {
      requested = true;
      Progress.leaveTheBarsLine();
      System.err.println(words.get());
    }
  }

  private static void end() {
    ending = true;
    silence();
    Progress.leaveTheBarsLine();
    say();
    haltWhereStoppingHangs();
    Cluster.stop(status);
    System.exit(status);
  }

  /** From here on whatever Spark says is about being stopped, as it was asked to. */
  public static synchronized void silence() {
    if (spoken == null) {
      spoken = System.err;
      System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    }
  }

  private static void say() {
    if (SAID.compareAndSet(false, true)) {
      PrintStream err = spoken == null ? System.err : spoken;
      err.println("interrupted: " + account.get());
      err.flush();
    }
  }

  private static void haltWhereStoppingHangs() {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(PATIENCE.toMillis());
              } catch (InterruptedException e) {
                // by nobody who knows better
              }
              Runtime.getRuntime().halt(status);
            },
            "end after signal");
    thread.setDaemon(true);
    thread.start();
  }

  /** Lost executors, cancelled jobs and closed connections are what was asked for, no news. */
  private static void silenceLogs() {
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
  }
}
