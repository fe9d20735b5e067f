package org.alexnetspark.jobs.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A run's {@code metrics.jsonl} on any Hadoop file system.
 *
 * <p>Many of those cannot append. The file is therefore written anew, beside itself, and renamed
 * into place (on object stores, in place), so that a reader finds complete lines at any time. To
 * keep long runs from writing the square of their length, up to one line in {@value
 * #LINES_PER_WAITING_LINE} waits in memory for the next writing; {@link #flush} before a
 * checkpoint, and {@link #close} at the end, leave none waiting.
 *
 * <p>Not for use by several threads or processes at once: the driver alone writes metrics.
 */
public final class MetricsFile implements AutoCloseable {

  /** The file's name in a run's folder. */
  public static final String NAME = "metrics.jsonl";

  private static final int LINES_PER_WAITING_LINE = 100;

  private final RunStorage files;
  private final Path path;
  private final List<MetricsLine> lines;
  private int linesWaiting;

  private MetricsFile(RunStorage files, Path path, List<MetricsLine> lines) {
    this.files = files;
    this.path = path;
    this.lines = new ArrayList<>(lines);
  }

  /** Opens the file for adding to; one that does not exist yet is made with the first line. */
  public static MetricsFile open(Path path, Configuration configuration) throws IOException {
    RunStorage files = RunStorage.of(path, configuration);
    List<MetricsLine> lines = files.exists(path) ? read(files, path) : List.of();
    return new MetricsFile(files, path, lines);
  }

  /**
   * Reads all lines of an existing file.
   *
   * @throws IllegalArgumentException if a line is not a metrics line
   */
  public static List<MetricsLine> read(Path path, Configuration configuration) throws IOException {
    return read(RunStorage.of(path, configuration), path);
  }

  /** All lines so far, waiting ones included. */
  public List<MetricsLine> lines() {
    return List.copyOf(lines);
  }

  /** Adds a line. */
  public void append(MetricsLine line) throws IOException {
    lines.add(line);
    linesWaiting++;
    if (linesWaiting > lines.size() / LINES_PER_WAITING_LINE) {
      write();
    }
  }

  /**
   * Drops the lines of later rounds: a resumed run does those rounds again. The file is written
   * with the next line, or when this one is closed.
   */
  public void truncateAfter(int round) {
    if (lines.removeIf(line -> line.round() > round)) {
      linesWaiting = Math.max(1, linesWaiting);
    }
  }

  /** Writes the lines that wait in memory, if any. */
  public void flush() throws IOException {
    if (linesWaiting > 0) {
      write();
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }

  private void write() throws IOException {
    Path temporary = new Path(path.getParent(), "." + path.getName() + ".tmp");
    files.replace(path, temporary, this::writeLines);
    linesWaiting = 0;
  }

  private void writeLines(OutputStream out) throws IOException {
    try (out) {
      for (MetricsLine line : lines) {
        out.write((line.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static List<MetricsLine> read(RunStorage files, Path path) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(files.open(path), StandardCharsets.UTF_8))) {
      return reader.lines().map(MetricsLine::fromJson).toList();
    }
  }
}
