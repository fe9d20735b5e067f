package org.alexnetspark.preprocess.input;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Small text files that options name, on any Hadoop file system. */
final class TextLines {
  private TextLines() {}

  static List<String> read(String option, String file, Configuration configuration)
      throws IOException {
    Path path = new Path(file);
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                path.getFileSystem(configuration).open(path), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    } catch (FileNotFoundException e) {
      throw new UnusableInputException(option + " " + file + ": there is no such file");
    }
  }
}
