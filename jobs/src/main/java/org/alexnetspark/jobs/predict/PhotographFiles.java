package org.alexnetspark.jobs.predict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Finds the photographs that {@code --input} names. In folders every file counts, at any depth,
 * whatever its name, but those whose names begin with a dot and Hadoop's {@code _SUCCESS}.
 */
public final class PhotographFiles {
  private PhotographFiles() {}

  /**
   * The URIs of all photographs, sorted, each once.
   *
   * @param inputs files, folders and glob patterns of any Hadoop file system
   * @throws UnusableArgumentException if one of them is not there, or all together hold no file
   */
  public static List<String> find(List<String> inputs, Configuration hadoop) throws IOException {
    Set<String> found = new TreeSet<>();
    for (String input : inputs) {
      Path pattern = new Path(input);
      FileSystem files = pattern.getFileSystem(hadoop);
      FileStatus[] matches = files.globStatus(pattern);
      if (matches == null || matches.length == 0) {
        throw new UnusableArgumentException("--input " + input + " does not exist");
      }
      for (FileStatus match : matches) {
        add(match, files, found);
      }
    }
    if (found.isEmpty()) {
      throw new UnusableArgumentException(
          "--input " + String.join(", ", inputs) + " holds no files");
    }
    return new ArrayList<>(found);
  }

  /**
   * Hadoop's own recursive listing asks for the block locations of every file; this one needs names
   * alone.
   */
  private static void add(FileStatus entry, FileSystem files, Set<String> found)
      throws IOException {
    if (entry.isFile()) {
      found.add(entry.getPath().toString());
      return;
    }
    RemoteIterator<FileStatus> entries = files.listStatusIterator(entry.getPath());
    while (entries.hasNext()) {
      FileStatus inside = entries.next();
      if (isVisible(inside.getPath().getName())) {
        add(inside, files, found);
      }
    }
  }

  private static boolean isVisible(String name) {
    return !name.startsWith(".") && !name.equals("_SUCCESS");
  }
}
