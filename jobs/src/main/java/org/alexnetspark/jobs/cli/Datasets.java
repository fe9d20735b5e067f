package org.alexnetspark.jobs.cli;

import java.io.IOException;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.DatasetException;
import org.apache.hadoop.conf.Configuration;

/** Datasets that options name. */
public final class Datasets {
  private Datasets() {}

  /**
   * The dataset that an option names.
   *
   * @throws UnusableArgumentException if there is none
   */
  static Dataset named(String option, String uri, Configuration hadoop) throws IOException {
    try {
      return Dataset.read(uri, hadoop);
    } catch (DatasetException e) {
      throw new UnusableArgumentException(option + ": " + e.getMessage(), e);
    }
  }

  /**
   * The dataset that an option names.
   *
   * @param split that it has to have
   * @throws UnusableArgumentException if there is none, or it lacks the split
   */
  public static Dataset named(String option, String uri, String split, Configuration hadoop)
      throws IOException {
    Dataset dataset = named(option, uri, hadoop);
    try {
      dataset.split(split);
    } catch (DatasetException e) {
      throw new UnusableArgumentException(option + ": " + e.getMessage(), e);
    }
    return dataset;
  }
}
