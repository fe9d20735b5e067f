package org.alexnetspark.ml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * How fast a model of Spark ML is beside {@code features}: both write fc7 of the same records, in
 * turns, each with a Spark of its own. Submitted by {@code jobs/spark-ml/benchmark.sh}.
 */
public final class TransformBenchmark {
  private static final String LAYER = "fc7";

  private TransformBenchmark() {}

  /**
   * Prints images a second, a line a turn; the first turn is for warming up.
   *
   * @param arguments the dataset, its split, the network's width, turns
   */
  public static void main(String[] arguments) throws IOException {
    String dataset = arguments[0];
    String split = arguments[1];
    Path folder = Files.createTempDirectory("transform-benchmark");
    Dataset records = Dataset.read(dataset, new Configuration());
    String model = model(Double.parseDouble(arguments[2]), records, dataset, folder);
    long images = records.split(split).images();
    for (int turn = 0; turn <= Integer.parseInt(arguments[3]); turn++) {
      String output = folder.resolve("features-" + turn).toString();
      double features =
          seconds(
              () ->
                  TrainJar.run(
                      "features",
                      "--model",
                      model,
                      "--data",
                      dataset,
                      "--split",
                      split,
                      "--layer",
                      LAYER,
                      "--output",
                      output));
      double transform = seconds(() -> transform(model, dataset, split, output + "-ml"));
      System.out.printf(
          Locale.ROOT,
          "%s%d images: features %.1f images/s, transform %.1f images/s, %.1f %%%n",
          turn == 0 ? "warming up, " : "",
          images,
          images / features,
          images / transform,
          100 * features / transform);
    }
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static void transform(String model, String dataset, String split, String output) {
    try (JavaSparkContext spark = Cluster.start("transform")) {
      SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
      new ImageClassificationModel()
          .setModelPath(model)
          .setLayer(LAYER)
          .setProbabilityCol("")
          .setPredictionCol("")
          .setPredictedLabelCol("")
          .setPredictedWordsCol("")
          .transform(session.read().parquet(dataset + "/" + split + "/part-*.parquet"))
          .select("id", "label", "synset", "path", "features")
          .write()
          .parquet(output);
    }
  }

  /** Speed does not ask what a network has learnt. */
  private static String model(double width, Dataset records, String dataset, Path folder)
      throws IOException {
    NetworkSpecification network = AlexNet.paper(records.classes().size()).withWidth(width);
    Path file = folder.resolve("model.zip");
    NetworkArchive.write(
        new SavedNetwork(
            network,
            Initialization.HE.parameters(network, 1, 60),
            MeanImage.read(new org.apache.hadoop.fs.Path(dataset), new Configuration()).values(),
            records.classes().stream().map(SynsetClass::synset).toList()),
        file);
    return file.toString();
  }
}
