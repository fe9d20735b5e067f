package org.alexnetspark.jobs.cli;

import java.io.IOException;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The dataset that a command works on. */
public final class DatasetOption {
  private static final String NAME = "--data";

  @Option(
      names = NAME,
      required = true,
      paramLabel = "DATASET",
      description = "A folder that preprocess.jar made, on any Hadoop file system.")
  private String data;

  /** Where the dataset is: as the user wrote it until it has been read, then qualified. */
  public String uri() {
    return data;
  }

  /**
   * Reads the dataset's description.
   *
   * @throws UnusableArgumentException if there is none
   */
  public Dataset read(Configuration hadoop) throws IOException {
    data = Cluster.qualified(data, hadoop);
    return Datasets.named(NAME, data, hadoop);
  }

  /**
   * Reads the description of a dataset that has to have a split.
   *
   * @throws UnusableArgumentException if there is none, or it lacks the split
   */
  public Dataset read(String split, Configuration hadoop) throws IOException {
    data = Cluster.qualified(data, hadoop);
    return Datasets.named(NAME, data, split, hadoop);
  }
}
