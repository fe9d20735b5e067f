package org.alexnetspark.rehearsal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What goes wrong with a store. Counted for each process, so that what is asked for again usually
 * goes well.
 */
final class Faults {

  /** Every so manieth opening of a file fails. */
  static final String FAIL_EVERY = "fs.imagenet.fail.every";

  /** Every so manieth opening of a file takes {@value #SLOW_MILLISECONDS} milliseconds. */
  static final String SLOW_EVERY = "fs.imagenet.slow.every";

  /** Tars end after so many bytes, as a download does that was cut off. */
  static final String CUT_AT = "fs.imagenet.cut.at";

  private static final int SLOW_MILLISECONDS = 200;

  private static final AtomicInteger OPENED = new AtomicInteger();

  private final int failEvery;
  private final int slowEvery;
  private final long cutAt;

  private Faults(int failEvery, int slowEvery, long cutAt) {
    this.failEvery = failEvery;
    this.slowEvery = slowEvery;
    this.cutAt = cutAt;
  }

  static Faults of(Configuration configuration) {
    return new Faults(
        configuration.getInt(FAIL_EVERY, 0),
        configuration.getInt(SLOW_EVERY, 0),
        configuration.getLong(CUT_AT, Long.MAX_VALUE));
  }

  /** Waits, or fails, where it is a file's turn. */
  void atOpening(Path path) throws IOException {
    int number = OPENED.incrementAndGet();
    if (slowEvery > 0 && number % slowEvery == 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SLOW_MILLISECONDS));
    }
    if (failEvery > 0 && number % failEvery == 0) {
      throw new IOException(path + ": a made failure of the store, opening " + number);
    }
  }

  /** How long a file seems. */
  long length(Path path, long length) {
    return path.getName().endsWith(".tar") ? Math.min(length, cutAt) : length;
  }
}
