package org.alexnetspark.preprocess.input;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.alexnetspark.preprocess.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Small text files that options name, on any Hadoop file system. */
final class TextLines {
  /** Some editors, and spreadsheets, put it in front. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextLines() {}

  static List<String> read(String option, String file, Configuration configuration)
      throws IOException {
    Path path = InputPaths.matches(file, configuration).stream().findFirst().orElse(new Path(file));
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Storage.openWhole(path, configuration), StandardCharsets.UTF_8))) {
      List<String> lines = in.lines().toList();
      return lines.isEmpty() || !lines.get(0).startsWith(BYTE_ORDER_MARK)
          ? lines
          : Stream.concat(Stream.of(lines.get(0).substring(1)), lines.stream().skip(1)).toList();
    } catch (FileNotFoundException e) {
      throw new UnusableInputException(option + " " + file + ": there is no such file");
    }
  }
}
