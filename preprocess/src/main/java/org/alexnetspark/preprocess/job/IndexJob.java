package org.alexnetspark.preprocess.job;

import java.io.Serializable;
import java.util.List;
import org.alexnetspark.preprocess.input.Archive;
import org.alexnetspark.preprocess.input.ArchiveIndex;
import org.alexnetspark.preprocess.input.ArchiveReader;
import org.alexnetspark.preprocess.input.UnusableInputException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Looks into archives on a cluster, one a task. */
public final class IndexJob implements Archive.Indexer {
  private final JavaSparkContext spark;
  private final String scratch;
  private final String labelField;

  /**
   * A job on that cluster.
   *
   * @param scratch folder, which all executors reach, for what has to be unpacked to be read
   * @param labelField that names the class in {@code key.json} beside {@code key.jpg}
   */
  public IndexJob(JavaSparkContext spark, Path scratch, String labelField) {
    this.spark = spark;
    this.scratch = scratch.toString();
    this.labelField = labelField;
  }

  @Override
  public List<ArchiveIndex> index(List<Archive> archives) {
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    String unpacked = scratch;
    String field = labelField;
    spark.setJobDescription("Index " + archives.size() + " archives");
    try {
      return spark
          .parallelize(archives, archives.size())
          .map(archive -> index(archive, unpacked, field, hadoop.value()))
          .collect()
          .stream()
          .map(Answer::orThrow)
          .toList();
    } finally {
      spark.setJobDescription(null);
      hadoop.destroy();
    }
  }

  private static Answer index(
      Archive archive, String scratch, String labelField, SerializableConfiguration hadoop) {
    try {
      return new Answer(
          Unchecked.io(
              () -> ArchiveReader.index(archive, new Path(scratch), labelField, hadoop.value())),
          null);
    } catch (UnusableInputException e) {
      return new Answer(null, e.getMessage());
    }
  }

  /** A damaged archive is no failure of the task: Spark would try three times more. */
  private record Answer(ArchiveIndex index, String problem) implements Serializable {
    private ArchiveIndex orThrow() {
      if (problem != null) {
        throw new UnusableInputException(problem);
      }
      return index;
    }
  }
}
