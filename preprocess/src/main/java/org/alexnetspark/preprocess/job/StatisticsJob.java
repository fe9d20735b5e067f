package org.alexnetspark.preprocess.job;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.util.Iterator;
import java.util.List;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.statistics.PixelSums;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Adds up the sums that the tasks left beside their shards, in a tree: a task reads about as many
 * files as there are tasks, and the driver holds a few sums of 1.5 MB, whatever the number of
 * shards. Whole numbers: the shape of the tree changes nothing.
 */
public final class StatisticsJob {
  private final JavaSparkContext spark;
  private final Framing framing;
  private final int imageSize;

  /** A job on that cluster. */
  public StatisticsJob(JavaSparkContext spark, SplitSettings settings) {
    this.spark = spark;
    this.framing = settings.framing();
    this.imageSize = settings.imageSize();
  }

  /** The sums over all shards. */
  public PixelSums run(SplitOutcome outcome) {
    List<String> folders = outcome.shards().stream().map(ShardOutcome::folder).toList();
    int tasks = (int) Math.ceil(Math.sqrt(folders.size()));
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    Framing ofImages = framing;
    int size = imageSize;
    spark.setJobDescription("Add up the sums of " + folders.size() + " shards");
    try {
      return spark
          .parallelize(folders, tasks)
          .mapPartitions(each -> List.of(add(each, ofImages, size, hadoop.value())).iterator())
          .treeReduce(PixelSums::merge);
    } finally {
      spark.setJobDescription(null);
      hadoop.destroy();
    }
  }

  private static PixelSums add(
      Iterator<String> folders, Framing framing, int size, SerializableConfiguration hadoop) {
    PixelSums total = PixelSums.none(framing, size);
    folders.forEachRemaining(
        folder -> total.merge(read(framing, new AttemptFolder(new Path(folder)).sums(), hadoop)));
    return total;
  }

  private static PixelSums read(Framing framing, Path file, SerializableConfiguration hadoop) {
    return Unchecked.io(
        () -> {
          try (DataInputStream in =
              new DataInputStream(
                  new BufferedInputStream(file.getFileSystem(hadoop.value()).open(file)))) {
            return PixelSums.read(framing, in);
          }
        });
  }
}
