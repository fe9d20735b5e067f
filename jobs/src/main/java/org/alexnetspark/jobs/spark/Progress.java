package org.alexnetspark.jobs.spark;

import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A long stage of a job, shown to the person who waits for it: a bar with rate and time left where
 * the standard error stream is a terminal, one line at its end otherwise.
 */
public final class Progress implements AutoCloseable {
  /** Of this process, by number; Linux has it. */
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  /** On the terminal now. */
  private static final Set<ProgressBar> BARS = ConcurrentHashMap.newKeySet();

  /** Nobody who reads a log should have to guess for longer whether anything happens. */
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private final String name;
  private final long total;
  private final long startNanos = System.nanoTime();
  private final ProgressBar bar;
  private long begunAt;
  private long done;
  private String result = "";
  private long lastLineNanos = startNanos;

  private Progress(String name, long total) {
    this.name = name;
    this.total = total;
    this.bar =
        errorStreamIsTerminal()
            ? new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .build()
            : null;
    if (bar != null) {
      BARS.add(bar);
    }
  }

  /**
   * Begins a stage.
   *
   * @param total how many units (images, rounds, …) make the stage; 0 where that is not known
   */
  public static Progress begin(String name, long total) {
    return new Progress(name, total);
  }

  /**
   * Ends what is drawn on a terminal's last line, and that line itself, for words that are to stay
   * below it.
   */
  public static void leaveTheBarsLine() {
    BARS.forEach(Progress::endBar);
    if (errorStreamIsTerminal()) {
      System.err.println();
    }
  }

  private static void endBar(ProgressBar bar) {
    if (BARS.remove(bar)) {
      bar.close();
    }
  }

  /**
   * Says that {@code units} of the total are done by now. Without a bar a line says so where
   * nothing was said for a minute.
   */
  public void advanceTo(long units) {
    done = units;
    if (bar != null) {
      bar.stepTo(units);
    } else if (total > 0 && System.nanoTime() - lastLineNanos > BETWEEN_LINES.toNanos()) {
      say(String.format(Locale.ROOT, "%s %,d of %,d", name, done, total));
    }
  }

  /** A line for whoever has no bar to look at, with the time left at the speed so far. */
  public void say(String words) {
    if (bar == null) {
      long here = done - begunAt;
      String left =
          here > 0
              ? ", "
                  + readable(Duration.ofSeconds((long) (seconds() * (total - done) / here)))
                  + " left"
              : "";
      System.err.println(words + left);
      lastLineNanos = System.nanoTime();
    }
  }

  /** Says that so many units were done before this stage began. */
  public void beginsAt(long units) {
    begunAt = units;
    advanceTo(units);
  }

  /** A few words behind the bar, such as the current loss. */
  public void note(String words) {
    if (bar != null) {
      bar.setExtraMessage(words);
    }
  }

  /**
   * What the stage came to, for its closing line; a stage without a result says only that it ended.
   */
  public void result(String words) {
    result = words;
  }

  /** Seconds since the stage began. */
  public double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  @Override
  public void close() {
    if (bar != null) {
      endBar(bar);
    }
    String units = total > 0 ? String.format(Locale.ROOT, " %,d of %,d", done, total) : "";
    String outcome = result.isEmpty() ? "" : ": " + result;
    System.err.printf(
        Locale.ROOT,
        "%s%s in %s%s%n",
        name,
        units,
        readable(Duration.ofMillis((long) (seconds() * 1e3))),
        outcome);
  }

  private static String readable(Duration duration) {
    return duration.toMinutes() > 0
        ? String.format(
            Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart())
        : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
  }

  /**
   * Java knows of terminals at the input and output streams only; on Linux the kernel tells of the
   * error stream, elsewhere the C library.
   */
  private static boolean errorStreamIsTerminal() {
    if (!Files.isDirectory(OPEN_FILES)) {
      return isTerminalForTheLibrary(2);
    }
    try {
      String target = Files.readSymbolicLink(OPEN_FILES.resolve("2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (java.io.IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static boolean isTerminalForTheLibrary(int stream) {
    return NativeLibrary.getProcess().getFunction("isatty").invokeInt(new Object[] {stream}) == 1;
  }
}
