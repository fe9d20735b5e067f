package org.alexnetspark.preprocess.job;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.preprocess.dataset.Encoding;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.image.Framing;

/**
 * What decides the content of a split, besides the photographs.
 *
 * @param split its name; statistics come from {@value Split#TRAIN} alone
 * @param framing what of a photograph is kept
 * @param imageSize shorter side of the images in pixels
 * @param encoding of the pixels
 * @param shardBytes size that shards should have
 * @param shardsMultipleOf what the number of shards has to be a multiple of
 * @param seed of the shuffle
 * @param maxPixels that a photograph may announce
 */
public record SplitSettings(
    String split,
    Framing framing,
    int imageSize,
    Encoding encoding,
    long shardBytes,
    int shardsMultipleOf,
    long seed,
    long maxPixels)
    implements Serializable {
  /** What {@link #asOptions} calls the framing. */
  public static final String FRAMING = "framing";

  /** Whether this is the training split. */
  public boolean isTrain() {
    return split.equals(Split.TRAIN);
  }

  /** For {@code dataset.json}; of crops, as before there was another framing, without it. */
  public Map<String, String> asOptions() {
    Map<String, String> options = new TreeMap<>();
    options.put("split", split);
    if (framing != Framing.CROP) {
      options.put(FRAMING, framing.toString());
    }
    options.put("size", Integer.toString(imageSize));
    options.put("encoding", encoding.toString());
    options.put("shardBytes", Long.toString(shardBytes));
    options.put("shardsMultipleOf", Integer.toString(shardsMultipleOf));
    options.put("seed", Long.toString(seed));
    options.put("maxPixels", Long.toString(maxPixels));
    return options;
  }

  /** What {@link #asOptions} said of an option. */
  public static String value(Map<String, String> options, String name) {
    return name.equals(FRAMING)
        ? options.getOrDefault(name, Framing.CROP.toString())
        : options.get(name);
  }
}
