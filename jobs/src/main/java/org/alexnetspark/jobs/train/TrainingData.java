package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.util.List;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The dataset that a run trains on.
 *
 * @param uri of its folder
 * @param colors in which directions the training images' colours vary
 */
record TrainingData(String uri, Dataset dataset, PrincipalComponents colors, Configuration hadoop) {

  /**
   * Reads its descriptions, not its images.
   *
   * @throws org.alexnetspark.jobs.cli.UnusableArgumentException if there is none, or it has nothing
   *     to train on
   */
  static TrainingData named(DatasetOption option, Configuration hadoop) throws IOException {
    return new TrainingData(
        option.uri(),
        option.read(Split.TRAIN, hadoop),
        PrincipalComponents.read(new Path(option.uri()), hadoop),
        hadoop);
  }

  Path folder() {
    return new Path(uri);
  }

  /** What is trained on. */
  Split split() {
    return dataset.split(Split.TRAIN);
  }

  List<SynsetClass> classes() {
    return dataset.classes();
  }

  /** Of a stored image, in the mean. */
  long pixelsOfAnImage() {
    return colors.pixels() / colors.images();
  }

  boolean hasValidation() {
    return dataset.splits().containsKey(Split.VALIDATION);
  }
}
