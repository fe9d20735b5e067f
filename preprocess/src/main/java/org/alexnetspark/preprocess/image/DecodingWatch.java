package org.alexnetspark.preprocess.image;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Bounds the time that a photograph may take. Nothing interrupts a native decoder that hangs; so
 * the process ends, after it has named the file, and Spark tries elsewhere.
 */
public final class DecodingWatch {
  /** The slowest of the photographs that are allowed take some seconds. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  static final int EXIT_STATUS = 3;

  private final LongSupplier nanos;
  private final Map<Thread, Decoding> decodings = new ConcurrentHashMap<>();

  private record Decoding(String path, long since) {}

  DecodingWatch(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The watch of this process. */
  public static DecodingWatch ofProcess() {
    return OfProcess.WATCH;
  }

  /** Says that this thread begins to decode. */
  public void begin(String path) {
    decodings.put(Thread.currentThread(), new Decoding(path, nanos.getAsLong()));
  }

  /** Says that this thread is done. */
  public void end() {
    decodings.remove(Thread.currentThread());
  }

  /** What to say of a photograph that takes too long; null when none does. */
  String overdue() {
    long now = nanos.getAsLong();
    for (Decoding decoding : decodings.values()) {
      if (now - decoding.since() > LIMIT.toNanos()) {
        return String.format(
            Locale.ROOT,
            "error: decoding %s takes longer than %d s; this process ends, as nothing else stops a"
                + " decoder",
            decoding.path(),
            LIMIT.toSeconds());
      }
    }
    return null;
  }

  /** Looks again and again, and ends the process when a photograph takes too long. */
  void look() {
    try {
      while (true) {
        String overdue = overdue();
        if (overdue != null) {
          System.err.println(overdue);
          Runtime.getRuntime().halt(EXIT_STATUS);
        }
        Thread.sleep(INTERVAL.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Made when it is first asked for, with the thread that looks. */
  private static final class OfProcess {
    private static final DecodingWatch WATCH = new DecodingWatch(System::nanoTime);

    static {
      Thread thread = new Thread(WATCH::look, "decoding watch");
      thread.setDaemon(true);
      thread.start();
    }
  }
}
