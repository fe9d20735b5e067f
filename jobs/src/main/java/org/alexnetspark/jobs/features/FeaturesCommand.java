package org.alexnetspark.jobs.features;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.cli.BatchSizeOption;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.NamedPath;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.jobs.spark.Progress;
import org.alexnetspark.jobs.trained.ModelOption;
import org.alexnetspark.jobs.trained.Models;
import org.alexnetspark.jobs.trained.TrainedNetwork;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.storage.ObjectStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Writes what a layer makes of every image of a split, as Parquet: one Spark job, no shuffle. Spark
 * commits the files together; the folder is complete where it holds {@code _SUCCESS}.
 */
@Command(
    name = "features",
    sortOptions = false,
    description = {
      "The activations of a layer for every image of a split, as Parquet. The dataset's classes may be others than the "
          + "model's.",
      "Columns: id long, label int, synset string, path string, features array of float."
    })
public final class FeaturesCommand implements Callable<Integer> {
  @Mixin private ModelOption model;

  @Mixin private DatasetOption data;

  @Option(
      names = "--split",
      defaultValue = Split.VALIDATION,
      description = "The split to use (default: ${DEFAULT-VALUE}).")
  private String split;

  @Option(
      names = "--layer",
      required = true,
      paramLabel = "LAYER",
      description =
          "Whose output, such as fc7: after its activation, normalisation and pooling, without dropout, tower 0's numbers before "
              + "tower 1's; of the last layer what the softmax reads.")
  private String layer;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "URI",
      converter = NamedPath.class,
      description = "Folder for the Parquet files, on any Hadoop file system; must not exist.")
  private String output;

  @Mixin private BatchSizeOption batchSize;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    batchSize.check();
    checkOutput(hadoop);
    Dataset dataset = data.read(split, hadoop);
    TrainedNetwork trained = model.readAlexNet(hadoop);
    FeatureExtractor.check("--layer", layer, trained.network());
    int imageSize = Models.imageSize(dataset, data.uri(), trained, model.uri());
    try (JavaSparkContext spark = Cluster.start("features of AlexNet")) {
      extract(dataset, imageSize, trained, spark);
    }
    return JobMain.DONE;
  }

  private void checkOutput(Configuration hadoop) throws IOException {
    Path folder = new Path(output);
    if (folder.getFileSystem(hadoop).exists(folder)) {
      throw new UnusableArgumentException(
          "--output " + output + " exists already; name another folder");
    }
  }

  private void extract(
      Dataset dataset, int imageSize, TrainedNetwork trained, JavaSparkContext spark)
      throws IOException {
    long images = dataset.split(split).images();
    int parts = (int) Math.min(images, Math.max(1, spark.defaultParallelism()));
    FeatureRows.Request request =
        new FeatureRows.Request(
            data.uri(),
            split,
            imageSize,
            trained.network(),
            new FloatVector(trained.meanAt(imageSize).orElseThrow()),
            layer,
            batchSize.images(),
            parts);
    Broadcast<FloatVector> weights = spark.broadcast(new FloatVector(trained.weights()));
    Broadcast<FeatureRows.Request> shared = spark.broadcast(request);
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    try (Progress stage = Progress.begin("Writing features of images", images)) {
      JavaRDD<Row> rows =
          spark
              .parallelize(IntStream.range(0, parts).boxed().toList(), parts)
              .flatMap(part -> FeatureRows.open(shared.value(), part, weights, hadoop));
      write(new SparkSession(spark.sc()).createDataFrame(rows, FeatureRows.SCHEMA));
      stage.advanceTo(images);
      stage.result(String.format(Locale.ROOT, "%s in %s", layer, output));
    }
  }

  /** Beside its place first: what is there is complete. */
  private void write(org.apache.spark.sql.Dataset<Row> rows) throws IOException {
    Path complete = new Path(output);
    FileSystem files =
        complete.getFileSystem(rows.sparkSession().sparkContext().hadoopConfiguration());
    if (ObjectStore.holds(files)) {
      // A folder there cannot be renamed in one step; it is complete when it has _SUCCESS.
      rows.write().parquet(complete.toString());
      return;
    }
    Path partial = new Path(complete.getParent(), "." + complete.getName() + ".tmp");
    // What does not exist yet would not be noted.
    files.mkdirs(partial);
    files.deleteOnExit(partial);
    rows.write().mode(SaveMode.Overwrite).parquet(partial.toString());
    if (!files.rename(partial, complete)) {
      throw new IOException("the features could not be put into place as " + complete);
    }
  }
}
