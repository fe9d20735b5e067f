package org.alexnetspark.jobs.examples;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

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

/** Prints how many images a dataset has of each class. */
@Command(
    name = "classes",
    sortOptions = false,
    description = "Prints how many training images a dataset has of each class.",
    footer = {"", "Example:", "  spark-submit preprocess.jar classes --data hdfs:///imagenet"})
public final class ClassesCommand implements Callable<Integer> {
  @Mixin private DatasetOption data;

  @Option(names = "--least", description = "Only classes of so many images (default: all).")
  private long least;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    unless(least >= 0, "--least", least, "at least 0");
    Dataset dataset = data.read(Split.TRAIN, Cluster.hadoopConfiguration());
    for (int label = 0; label < dataset.classes().size(); label++) {
      long images = dataset.split(Split.TRAIN).imagesPerClass().get(label);
      if (images >= least) {
        SynsetClass each = dataset.classes().get(label);
        String name = (each.synset() + " " + each.words()).strip();
        System.out.println(name + ": " + Count.of(images, "image"));
      }
    }
    return JobMain.DONE;
  }
}
