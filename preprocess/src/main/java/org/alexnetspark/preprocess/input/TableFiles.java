package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alexnetspark.preprocess.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * {@code --input} where it names tables: files that begin as Parquet, ORC or Avro does, or folders
 * of them, partitioned or not.
 *
 * @param format as Spark calls it
 * @param paths of files and folders
 * @param firstFile of the table
 */
public record TableFiles(String format, List<String> paths, Path firstFile) {
  private static final int LONGEST_MAGIC = 4;
  private static final int MOST_PARTITIONS = 16;

  /** How HuggingFace names the parts of a split. */
  private static final Pattern PART_OF_SPLIT =
      Pattern.compile("(train|validation|val|test)-\\d+.*");

  public TableFiles {
    paths = List.copyOf(paths);
  }

  /**
   * Finds tables.
   *
   * @param inputs glob patterns of any Hadoop file system
   * @return empty when the first input is something else
   * @throws UnusableInputException when tables are mixed with something else
   */
  public static Optional<TableFiles> find(List<String> inputs, Configuration configuration)
      throws IOException {
    List<String> paths = new ArrayList<>();
    Set<String> formats = new TreeSet<>();
    Path firstFile = null;
    for (String input : inputs) {
      for (Path path : InputPaths.matches(input, configuration)) {
        FileSystem fileSystem = path.getFileSystem(configuration);
        FileStatus match = fileSystem.getFileStatus(path);
        Optional<Path> first = firstFile(match, fileSystem, 0);
        formats.add(
            first.isPresent() ? format(first.get(), configuration).orElse("no table") : "no table");
        firstFile = firstFile == null ? first.orElse(null) : firstFile;
        paths.add(match.getPath().toString());
      }
    }
    if (formats.isEmpty() || formats.equals(Set.of("no table"))) {
      return Optional.empty();
    }
    String described = "--input " + String.join(" --input ", inputs);
    if (formats.size() > 1) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "%s: is %s; tables are read by themselves, of one format",
              described,
              String.join(" and ", formats)));
    }
    checkOneSplit(described, paths, configuration);
    return Optional.of(new TableFiles(formats.iterator().next(), paths, firstFile));
  }

  /** In a folder, what comes first of what Spark would read: no further files are looked at. */
  private static Optional<Path> firstFile(FileStatus entry, FileSystem fileSystem, int depth)
      throws IOException {
    if (!entry.isDirectory()) {
      return Optional.of(entry.getPath());
    }
    if (depth == MOST_PARTITIONS) {
      return Optional.empty(); // a link to a folder that it lies in
    }
    List<FileStatus> inside = new ArrayList<>();
    for (FileStatus each : fileSystem.listStatus(entry.getPath())) {
      if (!each.getPath().getName().matches("[._].*")) {
        inside.add(each);
      }
    }
    Collections.sort(inside);
    return inside.isEmpty() ? Optional.empty() : firstFile(inside.get(0), fileSystem, depth + 1);
  }

  private static Optional<String> format(Path file, Configuration configuration)
      throws IOException {
    try (var in = Storage.openWhole(file, configuration)) {
      String start = new String(in.readNBytes(LONGEST_MAGIC), StandardCharsets.ISO_8859_1);
      return start.equals("PAR1")
          ? Optional.of("parquet")
          : start.startsWith("ORC")
              ? Optional.of("orc")
              : start.equals("Obj\1") ? Optional.of("avro") : Optional.empty();
    }
  }

  /** A HuggingFace folder holds the parts of all splits. */
  private static void checkOneSplit(
      String described, List<String> paths, Configuration configuration) throws IOException {
    Set<String> splits = new TreeSet<>();
    for (String path : paths) {
      Path file = new Path(path);
      FileSystem fileSystem = file.getFileSystem(configuration);
      for (FileStatus each : fileSystem.listStatus(file)) {
        Matcher part = PART_OF_SPLIT.matcher(each.getPath().getName());
        if (part.matches()) {
          splits.add(part.group(1));
        }
      }
    }
    if (splits.size() > 1) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "%s: holds parts of %s; name those of one split, as in 'data/train-*.parquet'",
              described,
              String.join(", ", splits)));
    }
  }
}
