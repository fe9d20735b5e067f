package org.alexnetspark.preprocess.dataset;

import java.io.Serializable;
import java.util.List;

/**
 * One Parquet file of a split.
 *
 * @param file path relative to the dataset's folder, such as {@code train/part-00000.parquet}
 * @param rows images in it
 * @param bytes length of the file
 * @param sha256 of the file, in lower-case hexadecimal
 * @param rowGroups images in each row group, in file order: the unit that {@link ShardReader} reads
 */
public record Shard(String file, long rows, long bytes, String sha256, List<Integer> rowGroups)
    implements Serializable {
  public Shard {
    rowGroups = List.copyOf(rowGroups);
  }
}
