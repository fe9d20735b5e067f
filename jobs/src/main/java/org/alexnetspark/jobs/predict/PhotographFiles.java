package org.alexnetspark.jobs.predict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.preprocess.input.FolderEntry;
import org.alexnetspark.preprocess.input.InputPaths;
import org.alexnetspark.preprocess.input.UnusableInputException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

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
    try {
      for (String input : inputs) {
        List<Path> matches = InputPaths.matches(input, hadoop);
        if (matches.isEmpty()) {
          throw new UnusableArgumentException("--input " + input + " does not exist");
        }
        for (Path match : matches) {
          if (match.getFileSystem(hadoop).getFileStatus(match).isDirectory()) {
            addFolder(match, hadoop, new HashSet<>(), found);
          } else {
            found.add(match.toString());
          }
        }
      }
    } catch (UnusableInputException e) {
      throw new UnusableArgumentException(e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new UnusableArgumentException(
          "--input " + String.join(", ", inputs) + " holds no files");
    }
    return new ArrayList<>(found);
  }

  /**
   * Adds what lies in a folder.
   *
   * @param way the folders it lies in, so that a link to one of them leads nowhere
   */
  private static void addFolder(
      Path folder, Configuration hadoop, Set<String> way, Set<String> found) throws IOException {
    for (FolderEntry entry : FolderEntry.in(folder, hadoop)) {
      if (!isVisible(entry.name())) {
        continue;
      }
      if (entry.kind() == FolderEntry.Kind.FILE) {
        found.add(entry.path().toString());
      } else if (entry.kind() == FolderEntry.Kind.FOLDER && way.add(entry.identity())) {
        addFolder(entry.path(), hadoop, way, found);
        way.remove(entry.identity());
      }
    }
  }

  private static boolean isVisible(String name) {
    return !name.startsWith(".") && !name.equals("_SUCCESS");
  }
}
