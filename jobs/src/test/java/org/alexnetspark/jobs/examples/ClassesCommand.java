package org.alexnetspark.jobs.examples;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints how many images a split has of each class. */
@Command(
    name = "classes",
    sortOptions = false,
    description = "Prints how many images a split has of each class.",
    footer = {"", "Example:", "  spark-submit preprocess.jar classes --data hdfs:///imagenet"})
public final class ClassesCommand implements Callable<Integer> {
  @Mixin private DatasetOption data;

  @Option(
      names = "--split",
      defaultValue = Split.TRAIN,
      description = "Whose images (default: ${DEFAULT-VALUE}).")
  private String split;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Dataset dataset = data.read(split, Cluster.hadoopConfiguration());
    for (SynsetClass each : dataset.classes()) {
      long images = dataset.split(split).imagesPerClass().get(dataset.classes().indexOf(each));
      System.out.println(each.synset() + " " + each.words() + ": " + Count.of(images, "image"));
    }
    return JobMain.DONE;
  }
}
