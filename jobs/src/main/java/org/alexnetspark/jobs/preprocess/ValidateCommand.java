package org.alexnetspark.jobs.preprocess;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.spark.Progress;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.job.ValidationJob;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Reads a dataset again, all of it, and checks it against {@code dataset.json}: sums of files,
 * rows, ids, labels, counts, rejects, and the statistics of raw training pixels.
 *
 * <p>Work and shuffles: one Spark stage a split, a shard a task; only counts and sums travel.
 */
@Command(
    name = "validate",
    sortOptions = false,
    description = "Reads a dataset again and says whether it is what dataset.json describes.",
    footer = {"", "Example:", "  spark-submit preprocess.jar validate --data hdfs:///imagenet"})
public final class ValidateCommand implements Callable<Integer> {
  @Mixin private DatasetOption data;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    Dataset dataset = data.read(hadoop);
    Path folder = new Path(data.uri());
    boolean good = true;
    try (JavaSparkContext spark = Cluster.start("validate " + data.uri())) {
      ValidationJob job = new ValidationJob(spark, folder, dataset);
      for (String split : dataset.splits().keySet()) {
        good &= report(split, dataset, problems(job, split, dataset));
      }
    }
    return good ? JobMain.DONE : JobMain.FAILED;
  }

  private static List<String> problems(ValidationJob job, String split, Dataset dataset)
      throws IOException {
    try (Progress stage = Progress.begin("Reading " + split, dataset.split(split).images())) {
      List<String> problems = job.run(split);
      stage.advanceTo(dataset.split(split).images());
      return problems;
    }
  }

  private static boolean report(String split, Dataset dataset, List<String> problems) {
    problems.forEach(problem -> System.err.println("error: " + problem));
    if (problems.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "%s: %s in %s, as described%n",
          split,
          Count.of(dataset.split(split).images(), "image"),
          Count.of(dataset.split(split).shards().size(), "shard"));
    }
    return problems.isEmpty();
  }
}
