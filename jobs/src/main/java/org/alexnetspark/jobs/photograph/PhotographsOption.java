package org.alexnetspark.jobs.photograph;

import java.io.IOException;
import java.util.List;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The photographs that a command looks at. */
public final class PhotographsOption {
  @Option(
      names = "--input",
      required = true,
      arity = "1..*", // a pattern may come expanded by the shell
      paramLabel = "URI",
      description = "A photograph, a folder of them, or a glob pattern; may be repeated.")
  private List<String> inputs;

  /**
   * The URIs of all photographs, sorted, each once.
   *
   * @throws UnusableArgumentException if one of the inputs is not there, or all together hold no
   *     file
   */
  public List<String> find(Configuration hadoop) throws IOException {
    return PhotographFiles.find(inputs, hadoop);
  }

  /**
   * The files and folders that the inputs name or match.
   *
   * @throws UnusableArgumentException if one of the inputs is not there
   */
  public List<String> places(Configuration hadoop) throws IOException {
    return PhotographFiles.places(inputs, hadoop);
  }

  /** The inputs as the user wrote them. */
  @Override
  public String toString() {
    return String.join(", ", inputs);
  }
}
