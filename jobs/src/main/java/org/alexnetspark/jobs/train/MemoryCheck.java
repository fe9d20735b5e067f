package org.alexnetspark.jobs.train;

import java.util.Locale;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.train.round.FeedingPlan;
import org.alexnetspark.jobs.train.round.Trainable;
import org.alexnetspark.model.input.PreparedBy;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/**
 * Compares the heaps of driver and executors with what a network of this size needs, before work
 * begins; an OutOfMemoryError hours later would say neither why nor what to set.
 *
 * <p>Counted in copies of what is averaged (weights, and momentum where it is averaged): the driver
 * holds the state, the broadcast's bytes, and the next average as numbers and, with AlexNet, as
 * bytes. An executor holds what workers start from, at most all of the last average and of the
 * next, and for each task at a time a worker's result as numbers and one in blocks; what further
 * workers hand in goes to files.
 */
final class MemoryCheck {
  private static final long MEGABYTE = 1 << 20;
  private static final long BASE = 300 * MEGABYTE;
  private static final int DRIVER_COPIES = 3;
  private static final int SHARED_COPIES = 3;
  private static final int COPIES_OF_A_TASK = 2;

  private static final int CHANNELS = 3;

  /** Two windows of four row groups of raw images. */
  private static final long IMAGES_READ_AHEAD = 512;

  /** Minibatches in use and prepared. */
  private static final int MINIBATCHES = 3;

  private final Trainable trainable;
  private final FeedingPlan feeding;
  private final long pixels;

  /**
   * @param pixels of a stored image, in the mean
   */
  MemoryCheck(Trainable trainable, FeedingPlan feeding, long pixels) {
    this.trainable = trainable;
    this.feeding = feeding;
    this.pixels = pixels;
  }

  /** Bytes of heap that the driver needs. */
  long driver() {
    return BASE + (DRIVER_COPIES + trainable.copiesOnDriver(feeding.workers())) * copy();
  }

  /** Bytes of heap that an executor needs which runs so many tasks at a time. */
  long executor(int tasks) {
    return BASE + SHARED_COPIES * copy() + tasks * (COPIES_OF_A_TASK * copy() + readAhead());
  }

  private long copy() {
    return Float.BYTES * ((long) trainable.parameters() + trainable.averagedMomentum());
  }

  private long readAhead() {
    long image = CHANNELS * pixels;
    long input =
        feeding.preparedBy() == PreparedBy.DEVICE
            ? image
            : (long) Float.BYTES * feeding.inputLength();
    return IMAGES_READ_AHEAD * image + (long) MINIBATCHES * feeding.batchSize() * input;
  }

  /**
   * Refuses heaps that are too small.
   *
   * @param heap of this process, the driver, in bytes
   * @param slots tasks at a time, of all executors, or in the driver's own process where there are
   *     none
   * @param executors how many there are
   */
  void require(SparkConf spark, long heap, int slots, int executors) {
    boolean inOneProcess = spark.get("spark.master").matches("local(\\[.*)?");
    if (inOneProcess) {
      require(
          "the driver, which does all the work,",
          driver() + executor(slots),
          heap,
          "--driver-memory");
      return;
    }
    require("the driver", driver(), heap, "--driver-memory");
    int tasks = Cluster.slotsOfAnExecutor(spark, slots, executors);
    require(
        "an executor of " + tasks + " tasks at a time",
        executor(tasks),
        JavaUtils.byteStringAsBytes(spark.get("spark.executor.memory", "1g")),
        "--executor-memory");
  }

  private void require(String who, long needed, long there, String option) {
    if (there < needed) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "a network of %,d parameters with --batch-size %d: %s needs about %,d MB of heap and has %,d; submit with "
                  + "%s %dm",
              trainable.parameters(),
              feeding.batchSize(),
              who,
              needed / MEGABYTE,
              there / MEGABYTE,
              option,
              needed / MEGABYTE + 1));
    }
  }
}
