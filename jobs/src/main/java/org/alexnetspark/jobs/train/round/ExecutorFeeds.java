package org.alexnetspark.jobs.train.round;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.jobs.feeding.Augmentation;
import org.alexnetspark.jobs.feeding.ColorJitter;
import org.alexnetspark.jobs.feeding.MinibatchStream;
import org.alexnetspark.jobs.train.options.ImageVariation;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;

/**
 * Open readers that an executor keeps between rounds, so that a worker's next images are ready when
 * its round begins. A convenience only: where the reader is not here (the worker was elsewhere
 * before, or this is a retry) one is opened at the right place.
 */
public final class ExecutorFeeds {
  private record Position(String runId, int worker, int epoch, int nextMinibatch) {}

  private static final Map<Position, MinibatchStream> KEPT = new HashMap<>();

  private ExecutorFeeds() {}

  /**
   * A worker's minibatches of an epoch.
   *
   * @param first of them
   * @param count that will be taken
   */
  public static Lease take(
      FeedingPlan plan, int epoch, int first, int count, int worker, Configuration hadoop)
      throws IOException {
    Position position = new Position(plan.runId(), worker, epoch, first);
    MinibatchStream kept;
    List<MinibatchStream> outdated;
    synchronized (KEPT) {
      kept = KEPT.remove(position);
      outdated = removeOutdated(position);
    }
    for (MinibatchStream stream : outdated) {
      stream.close();
    }
    return new Lease(
        new Position(plan.runId(), worker, epoch, first + count),
        kept != null ? kept : open(plan, epoch, first, worker, hadoop));
  }

  /** Readers of this worker at another place, and those of runs that have ended. */
  private static List<MinibatchStream> removeOutdated(Position current) {
    List<Position> outdated =
        KEPT.keySet().stream()
            .filter(
                position ->
                    !position.runId().equals(current.runId())
                        || position.worker() == current.worker())
            .toList();
    return outdated.stream().map(KEPT::remove).toList();
  }

  /** A reader in use; it is kept for the worker's next minibatches where these ended well. */
  public static final class Lease implements AutoCloseable {
    private final Position next;
    private final MinibatchStream minibatches;
    private boolean usable;

    private Lease(Position next, MinibatchStream minibatches) {
      this.next = next;
      this.minibatches = minibatches;
    }

    /** The reader, at the first of the minibatches. */
    public MinibatchStream minibatches() {
      return minibatches;
    }

    /** Says that the minibatches were taken. */
    public void done() {
      usable = true;
    }

    @Override
    public void close() throws IOException {
      MinibatchStream unused = minibatches;
      if (usable) {
        synchronized (KEPT) {
          unused = KEPT.put(next, minibatches);
        }
      }
      if (unused != null) {
        unused.close();
      }
    }
  }

  private static MinibatchStream open(
      FeedingPlan plan, int epoch, int firstMinibatch, int worker, Configuration hadoop)
      throws IOException {
    Dataset dataset = Dataset.read(plan.dataset(), hadoop);
    return new MinibatchStream(
        new Path(plan.dataset()),
        dataset.split(Split.TRAIN),
        hadoop,
        augmentation(plan, epoch, dataset, hadoop),
        plan.preparedBy(),
        plan.seed(),
        epoch,
        worker,
        plan.workers(),
        plan.batchSize(),
        firstMinibatch,
        threads());
  }

  /** Half of what the task may use: the network computes on the rest, or on a GPU. */
  private static int threads() {
    return Math.max(1, TaskContext.get().cpus() / 2);
  }

  private static Augmentation augmentation(
      FeedingPlan plan, int epoch, Dataset dataset, Configuration hadoop) throws IOException {
    PrincipalComponents components = PrincipalComponents.read(new Path(plan.dataset()), hadoop);
    ImageVariation variation = plan.variation();
    ColorJitter jitter =
        new ColorJitter(
            variation.colorJitter(epoch),
            components.deviations(),
            components.eigenvectors(),
            variation.jitterDivisor());
    if (plan.scale() != null) {
      int crop = plan.crop();
      return new Augmentation(
          new Preparation(crop, crop, plan.meanColor().image(crop)),
          jitter,
          Optional.of(plan.scale()),
          variation.drawEvery());
    }
    float[] mean =
        plan.meanColor() == null
            ? MeanImage.read(new Path(plan.dataset()), hadoop).values()
            : plan.meanColor().image(dataset.imageSize());
    return new Augmentation(
        new Preparation(dataset.imageSize(), plan.crop(), mean),
        jitter,
        Optional.empty(),
        variation.drawEvery());
  }
}
