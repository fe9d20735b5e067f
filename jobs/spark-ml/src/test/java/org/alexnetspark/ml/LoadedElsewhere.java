package org.alexnetspark.ml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/** A program that has nothing but a saved pipeline: writes what it says of some images. */
final class LoadedElsewhere {
  private LoadedElsewhere() {}

  /**
   * Answers.
   *
   * @param arguments the pipeline, the images as Parquet, and the file for the answers
   */
  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate()) {
      Files.write(
          Path.of(arguments[2]),
          SavedPipelineTest.lines(
              PipelineModel.load(arguments[0]).transform(spark.read().parquet(arguments[1]))));
    }
  }
}
