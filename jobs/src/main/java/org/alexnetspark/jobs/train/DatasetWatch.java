package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.DatasetException;
import org.alexnetspark.preprocess.dataset.Split;
import org.apache.hadoop.conf.Configuration;

/**
 * Sees to it that a run is of one dataset, also if somebody replaces it meanwhile. Whoever replaces
 * a split takes it out of {@code dataset.json} before anything of it is touched: as long as that
 * says what it said when the run began, all that was read up to now is of that dataset.
 */
final class DatasetWatch {
  private final String uri;
  private final Dataset begun;
  private final Configuration hadoop;

  DatasetWatch(String uri, Dataset begun, Configuration hadoop) {
    this.uri = uri;
    this.begun = begun;
    this.hadoop = hadoop;
  }

  /**
   * The result of work on the dataset.
   *
   * @throws IOException if the dataset was replaced meanwhile, whatever the work came to
   */
  <T> T unchanged(Supplier<T> work) throws IOException {
    T result;
    try {
      result = work.get();
    } catch (RuntimeException e) {
      requireUnchanged(); // what the work says of missing files would not tell why
      throw e;
    }
    requireUnchanged();
    return result;
  }

  private void requireUnchanged() throws IOException {
    if (!isUnchanged()) {
      throw new IOException(
          "the dataset "
              + uri
              + " was replaced while the run used it; the run's checkpoints are of what it was before, and --resume goes on "
              + "where it is that again");
    }
  }

  private boolean isUnchanged() throws IOException {
    try {
      Dataset now = Dataset.read(uri, hadoop);
      return now.framing() == begun.framing()
          && now.imageSize() == begun.imageSize()
          && now.encoding() == begun.encoding()
          && now.classes().equals(begun.classes())
          && same(Split.TRAIN, now)
          && (!begun.splits().containsKey(Split.VALIDATION) || same(Split.VALIDATION, now));
    } catch (DatasetException e) {
      return false;
    }
  }

  private boolean same(String split, Dataset now) {
    return Objects.equals(now.splits().get(split), begun.splits().get(split));
  }
}
