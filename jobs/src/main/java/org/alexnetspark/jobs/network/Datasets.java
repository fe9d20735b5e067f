package org.alexnetspark.jobs.network;

import java.io.IOException;
import java.util.Locale;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.DatasetException;
import org.apache.hadoop.conf.Configuration;

/** Datasets that options name, and whether they suit a trained model. */
public final class Datasets {
  private Datasets() {}

  /**
   * The dataset that an option names.
   *
   * @param split that it has to have
   * @throws UnusableArgumentException if there is none, or it lacks the split
   */
  public static Dataset named(String option, String uri, String split, Configuration hadoop)
      throws IOException {
    try {
      Dataset dataset = Dataset.read(uri, hadoop);
      dataset.split(split);
      return dataset;
    } catch (DatasetException e) {
      throw new UnusableArgumentException(option + ": " + e.getMessage(), e);
    }
  }

  /**
   * Refuses images of another size than the model was trained on.
   *
   * @param data what the user called the dataset
   * @param model what the user called the model
   */
  public static void checkImageSize(
      Dataset dataset, String data, TrainedModel trained, String model) {
    if (trained.imageSize() != dataset.imageSize()) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "--model %s was trained on images of %d x %d, --data %s has %d x %d",
              model,
              trained.imageSize(),
              trained.imageSize(),
              data,
              dataset.imageSize(),
              dataset.imageSize()));
    }
  }
}
