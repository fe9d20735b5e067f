package org.alexnetspark.jobs.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.averaging.FloatVector;
import org.alexnetspark.jobs.cli.Cluster;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.Stage;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.network.DeviceOptions;
import org.alexnetspark.jobs.network.Models;
import org.alexnetspark.jobs.network.TrainedModel;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.DatasetException;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells how good a trained network is on a split of a dataset: one Spark job, no shuffle. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = "Top-1 and top-5 error and loss of a trained network on a split of a dataset.")
public final class EvaluateCommand implements Callable<Integer> {
  private static final double PERCENT = 100;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATASET",
      description = "A folder that preprocess.jar made, on any Hadoop file system.")
  private String data;

  @Option(
      names = "--split",
      defaultValue = "val",
      description = "The split to evaluate on (default: ${DEFAULT-VALUE}).")
  private String split;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN|ZIP",
      description = "A run's folder, or a model.zip.")
  private String model;

  @Option(
      names = "--views",
      paramLabel = "1|10",
      defaultValue = "1",
      description =
          "1: the central crop; 10: four corners and the centre, and their mirror images, averaged (default: ${DEFAULT-VALUE}).")
  private int views;

  @Option(
      names = "--batch-size",
      paramLabel = "IMAGES",
      defaultValue = "64",
      description = "Images at a time in each task (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(names = "--json", description = "Print one line of JSON instead of a table.")
  private boolean json;

  @Mixin private DeviceOptions deviceOptions;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    checkOptions();
    data = Cluster.qualified(data, hadoop);
    Dataset dataset = readDataset(hadoop);
    TrainedModel trained = Models.named("--model", model, hadoop);
    checkAgreement(dataset, trained);
    try (JavaSparkContext spark = Cluster.start("evaluate AlexNet")) {
      Evaluation evaluation = evaluate(dataset, trained, spark);
      print(evaluation);
    }
    return JobMain.DONE;
  }

  private void checkOptions() {
    if (views != 1 && views != 10) {
      throw new UnusableArgumentException("--views is " + views + ", must be 1 or 10");
    }
    if (batchSize < 1) {
      throw new UnusableArgumentException("--batch-size is " + batchSize + ", must be at least 1");
    }
  }

  private Dataset readDataset(Configuration hadoop) throws IOException {
    try {
      Dataset dataset = Dataset.read(data, hadoop);
      dataset.split(split);
      return dataset;
    } catch (DatasetException e) {
      throw new UnusableArgumentException("--data: " + e.getMessage(), e);
    }
  }

  private void checkAgreement(Dataset dataset, TrainedModel trained) {
    List<String> ofDataset = synsets(dataset.classes());
    List<String> ofModel = synsets(trained.classes());
    if (!ofDataset.equals(ofModel)) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "--model %s tells %d classes apart (%s, …), --data %s has %d (%s, …): they have to be the same list",
              model,
              ofModel.size(),
              ofModel.get(0),
              data,
              ofDataset.size(),
              ofDataset.get(0)));
    }
    if (trained.imageSize() != dataset.imageSize()) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "--model %s was trained on images of %d x %d, --data %s has %d x %d",
              model,
              trained.imageSize(),
              trained.imageSize(),
              data,
              dataset.imageSize(),
              dataset.imageSize()));
    }
  }

  private static List<String> synsets(List<SynsetClass> classes) {
    return classes.stream().map(SynsetClass::synset).toList();
  }

  private Evaluation evaluate(Dataset dataset, TrainedModel trained, JavaSparkContext spark) {
    long images = dataset.split(split).images();
    Evaluator evaluator =
        new Evaluator(
            spark,
            new Evaluator.Request(
                data,
                split,
                trained.network(),
                deviceOptions.resolved(),
                new FloatVector(trained.mean()),
                views,
                batchSize,
                (int) Math.min(images, Math.max(1, spark.defaultParallelism()))));
    try (Stage stage = Stage.begin("Evaluating images", images)) {
      Evaluation evaluation = evaluator.evaluate(trained.weights());
      stage.advanceTo(evaluation.guesses().size());
      return evaluation;
    }
  }

  private void print(Evaluation evaluation) throws IOException {
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("split", split);
      line.put("views", views);
      line.put("images", evaluation.guesses().size());
      line.put("loss", evaluation.loss());
      line.put("top1", evaluation.top1());
      line.put("top5", evaluation.top5());
      System.out.println(new ObjectMapper().writeValueAsString(line));
    } else {
      System.out.printf(
          Locale.ROOT,
          "split %s, %,d images, %d view%s%n  loss  %8.4f%n  top-1 %8.2f %% right, %6.2f %% error%n"
              + "  top-5 %8.2f %% right, %6.2f %% error%n",
          split,
          evaluation.guesses().size(),
          views,
          views == 1 ? "" : "s",
          evaluation.loss(),
          PERCENT * evaluation.top1(),
          PERCENT * (1 - evaluation.top1()),
          PERCENT * evaluation.top5(),
          PERCENT * (1 - evaluation.top5()));
    }
  }
}
