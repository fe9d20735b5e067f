package org.alexnetspark.preprocess.job;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.PhotographList;
import org.alexnetspark.preprocess.statistics.StatisticsFiles;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Makes a split of photographs that have been listed: all its shards, for training the statistics,
 * and in the end the split, published at once. What a run that did not end has finished is not made
 * again.
 */
public final class SplitJob {
  private final JavaSparkContext spark;
  private final DatasetFolder folder;
  private final SplitSettings settings;
  private final RejectLimit maxRejects;
  private final Map<String, String> versions;
  private final OptionalInt tasks;

  /**
   * What has been listed.
   *
   * @param classes of the dataset; a label is a position among them
   * @param photographs with their labels
   */
  public record Listed(ClassList classes, PhotographList photographs) {}

  /**
   * A split that is in its place.
   *
   * @param dataset that it is part of
   * @param outcome what became of its photographs
   */
  public record Made(Dataset dataset, SplitOutcome outcome) {}

  /** Hears how far the job is. */
  public interface Listener {
    /** The job begins; shards of an earlier run may be there. */
    void begins(Staging staging);

    /** Shards are made from here on, until what is returned is closed. */
    Step shards(int shards, int photographs);

    /** All shards are there. */
    void shardsAreMade();

    /** Statistics are added up from here on, until what is returned is closed. */
    Step statistics(long images);

    /** All is in its place. */
    void published();

    /** The job ended before that; what it has finished is still there. */
    void failed(Staging staging) throws IOException;
  }

  /** A part of the job that takes time. */
  public interface Step extends AutoCloseable {
    /** So many photographs are done by now. */
    void advanceTo(long photographs);

    @Override
    void close();
  }

  /**
   * A job on that cluster.
   *
   * @param maxRejects ends the job as soon as it cannot be kept any more
   * @param versions of the programs at work, by name: other ones may make other bytes
   */
  public SplitJob(
      JavaSparkContext spark,
      DatasetFolder folder,
      SplitSettings settings,
      RejectLimit maxRejects,
      Map<String, String> versions) {
    this(spark, folder, settings, maxRejects, versions, OptionalInt.empty());
  }

  /** As the public one, with the shards in so many tasks. */
  SplitJob(
      JavaSparkContext spark,
      DatasetFolder folder,
      SplitSettings settings,
      RejectLimit maxRejects,
      Map<String, String> versions,
      OptionalInt tasks) {
    this.spark = spark;
    this.folder = folder;
    this.settings = settings;
    this.maxRejects = maxRejects;
    this.versions = Map.copyOf(versions);
    this.tasks = tasks;
  }

  /**
   * Runs the job.
   *
   * @param found what the run found, by name, for people whom a later run tells what is different
   * @throws TooManyRejectsException if more photographs are rejected than may be
   * @throws org.alexnetspark.preprocess.input.UnusableInputException if the shards that an earlier
   *     run has left are of other photographs or options
   */
  public Made run(Listed listed, Map<String, String> found, Listener listener) throws IOException {
    String fingerprint = Fingerprint.of(settings, versions, listed.classes(), listed.photographs());
    try (Staging staging =
        folder.beginStaging(settings.split(), fingerprint, found, Staging.Leftovers.USE)) {
      listener.begins(staging);
      boolean published = false;
      try {
        SplitOutcome outcome = makeShards(listed, staging, listener);
        listener.shardsAreMade();
        outcome.check(listed.photographs().size(), maxRejects);
        Map<String, byte[]> statistics = makeStatistics(outcome, listener);
        Dataset dataset =
            folder.publish(staging, settings, listed.classes(), outcome, statistics, versions);
        published = true;
        listener.published();
        return new Made(dataset, outcome);
      } finally {
        if (!published) {
          listener.failed(staging);
        }
      }
    }
  }

  private SplitOutcome makeShards(Listed listed, Staging staging, Listener listener) {
    ShardPlan plan = new ShardPlan(listed.photographs(), settings);
    try (Step step = listener.shards(plan.shards(), listed.photographs().size())) {
      return new ShardJob(spark, settings, listed.classes())
          .run(plan, tasks.orElse(plan.shards()), staging.path(), maxRejects, step::advanceTo);
    }
  }

  /** Contents by path; the other splits have none. */
  private Map<String, byte[]> makeStatistics(SplitOutcome outcome, Listener listener) {
    if (!settings.isTrain()) {
      return Map.of();
    }
    try (Step step = listener.statistics(outcome.images())) {
      Map<String, byte[]> statistics =
          StatisticsFiles.of(new StatisticsJob(spark, settings).run(outcome));
      step.advanceTo(outcome.images());
      return statistics;
    }
  }
}
