package org.alexnetspark.jobs.train;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.util.SignalUtils;

/**
 * SIGTERM, with which clusters and administrators end a driver: the first asks the run to stop
 * after its round, with a checkpoint; a second ends the process at once, as it would without this.
 */
public final class StopSignal {
  private static final String TERMINATE = "TERM";
  private static final AtomicBoolean LISTENING = new AtomicBoolean();
  private static final AtomicBoolean RECEIVED = new AtomicBoolean();

  private StopSignal() {}

  /** From here on the signal is heard. */
  static void listen() {
    if (LISTENING.compareAndSet(false, true)) {
      SignalUtils.register(TERMINATE, StopSignal::receive);
    }
  }

  /** Whether to stop. */
  public static boolean received() {
    return RECEIVED.get();
  }

  /** True tells Spark that the signal was dealt with; with false it takes its usual course. */
  private static Object receive() {
    boolean first = RECEIVED.compareAndSet(false, true);
    if (first) {
      System.err.println(
          "SIGTERM: stopping after this round, with a checkpoint; a second one stops at once");
    }
    return first;
  }
}
