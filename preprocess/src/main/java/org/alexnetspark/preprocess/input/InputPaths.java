package org.alexnetspark.preprocess.input;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files and folders that people name. A path is a path, whatever characters it has; it is a pattern
 * only where there is nothing of that name.
 */
public final class InputPaths {
  /** What Java makes of the bytes of a name that the locale's encoding has no characters for. */
  private static final char UNREADABLE = '\uFFFD';

  private InputPaths() {}

  /**
   * The files and folders that an argument names or matches, with their file systems; none if there
   * are none.
   */
  public static List<Path> matches(String input, Configuration configuration) throws IOException {
    checkReadable(input);
    Path path = parse(input);
    FileSystem fileSystem = path.getFileSystem(configuration);
    if (fileSystem.exists(path)) {
      return List.of(fileSystem.makeQualified(path));
    }
    FileStatus[] matches;
    try {
      matches = fileSystem.globStatus(path);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).startsWith("Illegal file pattern")) {
        return List.of();
      }
      throw e;
    }
    return matches == null
        ? List.of()
        : Arrays.stream(matches).map(FileStatus::getPath).sorted().toList();
  }

  /** Hadoop takes what stands before a colon for the name of a file system. */
  private static Path parse(String input) {
    try {
      return new Path(input);
    } catch (IllegalArgumentException e) {
      File file = new File(input);
      if (file.exists()) {
        return new Path(file.getAbsoluteFile().toURI());
      }
      throw new UnusableInputException(
          "--input " + input + ": there is no such file or folder, nor does it match one");
    }
  }

  /**
   * Fails for a name that Java cannot read or write in this locale.
   *
   * @throws UnusableInputException that says what to set
   */
  public static void checkReadable(String name) {
    if (name.indexOf(UNREADABLE) >= 0) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "%s: the name has characters that Java cannot read in the encoding %s of this locale;"
                  + " set LC_ALL=C.UTF-8 (on a cluster for driver and executors)",
              name,
              System.getProperty("sun.jnu.encoding")));
    }
  }
}
