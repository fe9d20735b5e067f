package org.alexnetspark.preprocess.job;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.Split;

/**
 * What decides the content of a split, besides the photographs.
 *
 * @param split its name; statistics come from {@value Split#TRAIN} alone
 * @param imageSize side of the images in pixels
 * @param encoding of the pixels
 * @param shardBytes size that shards should have
 * @param shardsMultipleOf what the number of shards has to be a multiple of
 * @param seed of the shuffle
 * @param maxPixels that a photograph may announce
 */
public record SplitSettings(
    String split,
    int imageSize,
    Encoding encoding,
    long shardBytes,
    int shardsMultipleOf,
    long seed,
    long maxPixels)
    implements Serializable {
  /** Whether this is the training split. */
  public boolean isTrain() {
    return split.equals(Split.TRAIN);
  }

  /** For {@code dataset.json}. */
  public Map<String, String> asOptions() {
    return new TreeMap<>(
        Map.of(
            "split", split,
            "size", Integer.toString(imageSize),
            "encoding", encoding.toString(),
            "shardBytes", Long.toString(shardBytes),
            "shardsMultipleOf", Integer.toString(shardsMultipleOf),
            "seed", Long.toString(seed),
            "maxPixels", Long.toString(maxPixels)));
  }
}
