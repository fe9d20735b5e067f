package org.alexnetspark.jobs.cli;

import java.io.IOException;
import org.alexnetspark.jobs.spark.Cluster;
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
      converter = QualifiedUri.class,
      description = "A folder that preprocess.jar made, on any Hadoop file system.")
  private String data;

  /** Where the dataset is, {@linkplain Cluster#qualified qualified}. */
  public String uri() {
    return data;
  }

  /**
   * Reads the dataset's description.
   *
   * @throws UnusableArgumentException if there is none
   */
  public Dataset read(Configuration hadoop) throws IOException {
    return Datasets.named(NAME, data, hadoop);
  }

  /**
   * Reads the description of a dataset that has to have a split.
   *
   * @throws UnusableArgumentException if there is none, or it lacks the split
   */
  public Dataset read(String split, Configuration hadoop) throws IOException {
    return Datasets.named(NAME, data, split, hadoop);
  }
}
