package org.alexnetspark.preprocess.job;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.preprocess.input.PhotographList;

/**
 * Which photographs make which shard, in which order: consecutive stretches, equal to within one
 * photograph, of the shuffled listing. Decided before any photograph is read, so one task can make
 * one shard, no pixel goes through a Spark shuffle, and the number of executors changes nothing.
 */
final class ShardPlan {
  private final PhotographList photographs;
  private final Permutation order;
  private final int shards;

  /**
   * One shard to be made.
   *
   * @param index of the shard
   * @param ids positions of its photographs in the listing, in the order of the rows
   * @param photographs the same photographs in the same order
   */
  record Assignment(int index, int[] ids, PhotographList photographs) implements Serializable {}

  ShardPlan(PhotographList photographs, SplitSettings settings) {
    this.photographs = photographs;
    this.order = new Permutation(photographs.size(), settings.seed());
    long bytes =
        photographs.size()
            * settings.encoding().expectedImageBytes(settings.framing(), settings.imageSize());
    long wanted = (bytes + settings.shardBytes() - 1) / settings.shardBytes();
    long multiple = settings.shardsMultipleOf();
    long balanced = Math.max(1, (wanted + multiple - 1) / multiple) * multiple;
    this.shards = (int) Math.max(1, Math.min(photographs.size(), balanced));
  }

  /** Photographs in all shards. */
  int photographs() {
    return photographs.size();
  }

  /** Shards to be made. */
  int shards() {
    return shards;
  }

  /** All shards, in order. */
  List<Assignment> assignments() {
    List<Assignment> assignments = new ArrayList<>(shards);
    for (int shard = 0; shard < shards; shard++) {
      int start = start(shard);
      int[] ids = new int[start(shard + 1) - start];
      for (int row = 0; row < ids.length; row++) {
        ids[row] = (int) order.at(start + row);
      }
      assignments.add(new Assignment(shard, ids, photographs.select(ids)));
    }
    return assignments;
  }

  private int start(int shard) {
    return (int) ((long) shard * photographs.size() / shards);
  }
}
