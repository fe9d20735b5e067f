package org.alexnetspark.jobs.feeding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.Split;

/**
 * Which rows of a split each worker sees in one epoch, and in which order.
 *
 * <p>The row groups of all shards are put into an order drawn from (seed, epoch); laid end to end
 * they form one sequence of rows, of which worker w of N takes the w-th of N equal parts. So every
 * row is seen exactly once in an epoch, shares differ by at most one row, whole row groups are read
 * at a time, and nothing depends on executors.
 */
public final class EpochPlan {
  /** Rows {@code from} (inclusive) to {@code to} (exclusive) of one row group of one shard. */
  public record Slice(int shard, int rowGroup, int from, int to) {
    public int rows() {
      return to - from;
    }
  }

  private final List<Slice> rowGroups;
  private final long rows;

  private EpochPlan(List<Slice> rowGroups) {
    this.rowGroups = rowGroups;
    this.rows = rowGroups.stream().mapToLong(Slice::rows).sum();
  }

  /** The order of a training epoch. */
  public static EpochPlan shuffled(Split split, long seed, int epoch) {
    List<Slice> rowGroups = rowGroups(split);
    Collections.shuffle(rowGroups, new Random(Seeds.derive(seed, epoch)));
    return new EpochPlan(rowGroups);
  }

  /** The order in which the rows are stored, for evaluation. */
  public static EpochPlan asStored(Split split) {
    return new EpochPlan(rowGroups(split));
  }

  /** Rows of all workers together. */
  public long rows() {
    return rows;
  }

  /** How many rows a worker has in this epoch. */
  public long rows(int worker, int workers) {
    return start(worker + 1, workers) - start(worker, workers);
  }

  /** The minibatches of a worker, the last of which may be smaller. */
  public int minibatches(int worker, int workers, int batchSize) {
    return Math.toIntExact((rows(worker, workers) + batchSize - 1) / batchSize);
  }

  /** A worker's rows, in the order in which they are read. */
  public List<Slice> slices(int worker, int workers) {
    long start = start(worker, workers);
    long end = start(worker + 1, workers);
    List<Slice> slices = new ArrayList<>();
    long position = 0;
    for (Slice group : rowGroups) {
      int from = (int) Math.max(0, start - position);
      int to = (int) Math.min(group.rows(), end - position);
      if (from < to) {
        slices.add(new Slice(group.shard(), group.rowGroup(), from, to));
      }
      position += group.rows();
    }
    return slices;
  }

  private long start(int worker, int workers) {
    return rows * worker / workers;
  }

  private static List<Slice> rowGroups(Split split) {
    List<Slice> groups = new ArrayList<>();
    List<Shard> shards = split.shards();
    for (int shard = 0; shard < shards.size(); shard++) {
      List<Integer> rowsPerGroup = shards.get(shard).rowGroups();
      for (int group = 0; group < rowsPerGroup.size(); group++) {
        groups.add(new Slice(shard, group, 0, rowsPerGroup.get(group)));
      }
    }
    return groups;
  }
}
