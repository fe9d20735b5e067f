package org.alexnetspark.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What executors and drivers wrote where a cluster manager keeps it. The program that submitted
 * them says only that they failed; where a test fails somewhere else, this is all there is to tell
 * why.
 *
 * @param folder of the test's processes
 */
record ClusterLogs(Path folder) {
  private static final int FILES = 6;
  private static final int LINES = 12;
  private static final int WIDTH = 300;

  /** The last lines of the newest logs, without stack frames; empty where there are no logs. */
  String newest() {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> logs = files.filter(file -> file.endsWith("stderr")).toList();
      return logs.stream()
          .sorted(Comparator.comparing(ClusterLogs::changed).reversed())
          .limit(FILES)
          .map(log -> "\n" + folder.relativize(log) + ":\n" + end(log))
          .collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String end(Path log) {
    List<String> lines =
        lines(log).stream().filter(line -> !line.startsWith("\tat ") && !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
        .map(line -> line.substring(0, Math.min(WIDTH, line.length())))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> lines(Path log) {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      return List.of("cannot be read: " + e); // YARN deletes logs of its own accord
    }
  }

  private static FileTime changed(Path log) {
    try {
      return Files.getLastModifiedTime(log);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // deleted
    }
  }
}
