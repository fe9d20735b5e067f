package org.alexnetspark.preprocess.dataset;

import java.util.List;

/**
 * A part of the dataset: train, val or test.
 *
 * @param images rows in all shards
 * @param imagesPerClass rows of each class, by label
 * @param rejects input files that became no row; {@code <split>/rejects.jsonl} names each
 * @param shards in order: together they hold the split in the order shuffled by the seed
 */
public record Split(long images, List<Long> imagesPerClass, long rejects, List<Shard> shards) {
  /** The name of the split that is trained on, and that classes and statistics come from. */
  public static final String TRAIN = "train";

  /** The name of the split that tells how good a network is. */
  public static final String VALIDATION = "val";

  /** All names that a split may have. */
  public static final List<String> NAMES = List.of(TRAIN, VALIDATION, "test");

  public Split {
    imagesPerClass = List.copyOf(imagesPerClass);
    shards = List.copyOf(shards);
  }
}
