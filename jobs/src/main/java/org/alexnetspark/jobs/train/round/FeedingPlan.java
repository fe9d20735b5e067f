package org.alexnetspark.jobs.train.round;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.feeding.EpochPlan;
import org.alexnetspark.jobs.feeding.ScaleRange;
import org.alexnetspark.jobs.train.options.ImageVariation;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.input.PreparedBy;
import org.alexnetspark.preprocess.dataset.Split;

/**
 * Which images a run's workers get, and in what form; the same in every round.
 *
 * @param runId tells this run's readers from those of another on the same executor
 * @param dataset URI of the dataset
 * @param crop side of the views that the network looks at
 * @param scale to which images are resized, which only whole ones can be; null: not at all
 * @param meanColor that is subtracted; null: the dataset's mean image
 * @param workers logical workers, whatever the number of executors
 * @param variation of an image from one use to the next
 * @param preparedBy who makes the network's input of them; has no influence on the numbers
 */
public record FeedingPlan(
    String runId,
    String dataset,
    int crop,
    ScaleRange scale,
    MeanColor meanColor,
    int workers,
    int batchSize,
    long seed,
    ImageVariation variation,
    PreparedBy preparedBy)
    implements Serializable {

  /** Floats of a view: crop x crop x RGB. */
  public int inputLength() {
    return 3 * crop * crop;
  }

  /** Minibatches in an epoch of each worker; their shares of the split differ by at most a row. */
  public List<Integer> minibatches(Split split) {
    EpochPlan anyEpoch = EpochPlan.asStored(split);
    return IntStream.range(0, workers)
        .mapToObj(worker -> anyEpoch.minibatches(worker, workers, batchSize))
        .toList();
  }

  /** Minibatches in an epoch of the worker that has most. */
  public int minibatchesPerEpoch(Split split) {
    return Collections.max(minibatches(split));
  }
}
