package org.alexnetspark.jobs.photograph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
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
    return first(Integer.MAX_VALUE, places(inputs, hadoop), hadoop);
  }

  /**
   * The files and folders that inputs name or match.
   *
   * @throws UnusableArgumentException if one of them is not there
   */
  static List<String> places(List<String> inputs, Configuration hadoop) throws IOException {
    Set<String> places = new TreeSet<>();
    try {
      for (String input : inputs) {
        List<Path> matches = InputPaths.matches(input, hadoop);
        if (matches.isEmpty()) {
          throw new UnusableArgumentException("--input " + input + " does not exist");
        }
        matches.forEach(match -> places.add(match.toString()));
      }
    } catch (UnusableInputException e) {
      throw new UnusableArgumentException(e.getMessage(), e);
    }
    return new ArrayList<>(places);
  }

  /**
   * Some photographs of these places, sorted, each once: all of them, where there are no more.
   *
   * @param most how many to look for
   * @throws UnusableArgumentException if there are none
   */
  public static List<String> first(int most, List<String> places, Configuration hadoop)
      throws IOException {
    Set<String> found = new TreeSet<>();
    try {
      for (String place : places) {
        try (FileWalk files = open(place, hadoop)) {
          while (files.hasNext() && found.size() < most) {
            found.add(files.next());
          }
        }
      }
    } catch (UnusableInputException e) {
      throw new UnusableArgumentException(e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new UnusableArgumentException(
          "--input " + String.join(", ", places) + " holds no files");
    }
    return new ArrayList<>(found);
  }

  /** The photographs of a place as they are found, in no order; a file is its own. */
  public static FileWalk open(String place, Configuration hadoop) throws IOException {
    return new FileWalk(new Path(place), hadoop);
  }
}
