package org.alexnetspark.jobs.evaluate;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.averaging.FloatVector;
import org.alexnetspark.jobs.cli.BatchSizeOption;
import org.alexnetspark.jobs.cli.Cluster;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.JsonOption;
import org.alexnetspark.jobs.cli.Stage;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.network.ClassifyingModel;
import org.alexnetspark.jobs.network.DeviceOptions;
import org.alexnetspark.jobs.network.Ensemble;
import org.alexnetspark.jobs.network.ExecutorAbilities;
import org.alexnetspark.jobs.report.PageFile;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.image.Framing;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Tells how good a trained network, or the average of several, is on a split of a dataset: one
 * Spark job, no shuffle. What comes back to the driver is five guesses an image.
 */
@Command(
    name = "evaluate",
    sortOptions = false,
    description =
        "Top-1 and top-5 error, loss and calibration of trained networks on a split of a dataset.",
    footer = {
      "",
      "Several models are averaged, as in the paper's table 2:",
      "  spark-submit train.jar evaluate --data dataset --model run1,run2,run3 --views 10"
    })
public final class EvaluateCommand implements Callable<Integer> {
  private static final double PERCENT = 100;

  /** Views, and not all of an image, are what is computed; but a batch of squares is held. */
  private static final int MOST_SCALE = 1024;

  @Mixin private DatasetOption data;

  @Option(
      names = "--split",
      defaultValue = Split.VALIDATION,
      description = "The split to evaluate on (default: ${DEFAULT-VALUE}).")
  private String split;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN|ZIP[,…]",
      split = ",",
      description =
          "A run's folder, or a model.zip; of several, the mean of their probabilities is evaluated.")
  private List<String> models;

  @Option(
      names = "--views",
      paramLabel = "1|10",
      defaultValue = "1",
      description =
          "1: the central crop; 10: four corners and the centre, and their mirror images, averaged (default: ${DEFAULT-VALUE}).")
  private int views;

  @Option(
      names = "--scale",
      paramLabel = "Q",
      description = {
        "Shorter side to which images are resized before the central square is cut out; the dataset has to be of --framing",
        "whole, and the models have to subtract a mean colour (default: the scale that the first model is meant for)."
      })
  private Integer scale;

  @Mixin private BatchSizeOption batchSize;

  @Mixin private JsonOption json;

  @Mixin private DeviceOptions deviceOptions;

  @Option(
      names = "--page",
      paramLabel = "FILE.html",
      description = "Also write a page: tables, confusion, best and worst photographs.")
  private String page;

  @Mixin
  @SuppressWarnings("unused") // read by picocli and JobMain
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = Cluster.hadoopConfiguration();
    checkOptions();
    Dataset dataset = data.read(split, hadoop);
    Ensemble ensemble = Ensemble.named("--model", models, hadoop);
    int imageSize = imageSize(dataset, ensemble);
    try (JavaSparkContext spark = Cluster.start("evaluate AlexNet")) {
      Evaluation evaluation = evaluate(dataset, imageSize, ensemble, spark);
      print(evaluation, imageSize, ensemble);
      if (page != null) {
        writePage(evaluation, dataset, ensemble, hadoop);
      }
    }
    return JobMain.DONE;
  }

  private void checkOptions() {
    unless(views == 1 || views == 10, "--views", views, "1 or 10");
    unless(
        scale == null || (scale >= 1 && scale <= MOST_SCALE),
        "--scale",
        scale,
        "1 to " + MOST_SCALE);
    batchSize.check();
  }

  /** Side of the squares that are looked at, which suits the dataset and all models. */
  private int imageSize(Dataset dataset, Ensemble ensemble) {
    String named = "--data " + data.uri();
    ensemble.checkClasses("--model", named, dataset.classes());
    if (dataset.framing() == Framing.CROP) {
      if (scale != null) {
        throw new UnusableArgumentException(
            "--scale "
                + scale
                + ": the dataset holds central squares, of which the rest of each photograph is gone; preprocess it with"
                + " --framing whole");
      }
      ensemble.checkImageSize("--model", named, dataset.imageSize());
      return dataset.imageSize();
    }
    int size = scale == null ? ensemble.models().get(0).imageSize() : scale;
    ensemble.checkImageSize("--model", scale == null ? models.get(0) : "--scale", size);
    return size;
  }

  private Evaluation evaluate(
      Dataset dataset, int imageSize, Ensemble ensemble, JavaSparkContext spark) {
    long images = dataset.split(split).images();
    Evaluator evaluator =
        new Evaluator(
            spark,
            new Evaluator.Request(
                data.uri(),
                split,
                imageSize,
                ensemble.models().stream()
                    .map(
                        model ->
                            new Evaluator.Member(
                                model.classifier(),
                                new FloatVector(model.meanAt(imageSize).orElseThrow())))
                    .toList(),
                deviceOptions.resolved(ExecutorAbilities.ask(spark)),
                views,
                batchSize.images(),
                (int) Math.min(images, Math.max(1, spark.defaultParallelism()))));
    try (Stage stage = Stage.begin("Evaluating images", images)) {
      Evaluation evaluation =
          evaluator.evaluate(ensemble.models().stream().map(ClassifyingModel::weights).toList());
      stage.advanceTo(evaluation.guesses().size());
      return evaluation;
    }
  }

  private void print(Evaluation evaluation, int imageSize, Ensemble ensemble) {
    if (json.wanted()) {
      json.print(line(evaluation, imageSize, ensemble));
    } else {
      System.out.printf(
          Locale.ROOT,
          "split %s, %,d images%s, %d view%s, %d model%s%n  loss  %8.4f%n"
              + "  top-1 %8.2f %% right, %6.2f %% error%n  top-5 %8.2f %% right, %6.2f %% error%n"
              + "  calibration error %6.2f %%%n",
          split,
          evaluation.guesses().size(),
          scale == null ? "" : " at scale " + scale,
          views,
          views == 1 ? "" : "s",
          models.size(),
          models.size() == 1 ? "" : "s",
          evaluation.loss(),
          PERCENT * evaluation.top1(),
          PERCENT * (1 - evaluation.top1()),
          PERCENT * evaluation.top5(),
          PERCENT * (1 - evaluation.top5()),
          PERCENT * evaluation.calibration().expectedError());
    }
  }

  private Map<String, Object> line(Evaluation evaluation, int imageSize, Ensemble ensemble) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("split", split);
    line.put("scale", imageSize);
    line.put("views", views);
    line.put("models", models);
    line.put("images", evaluation.guesses().size());
    line.put("loss", evaluation.loss());
    line.put("top1", evaluation.top1());
    line.put("top5", evaluation.top5());
    line.put("calibration", evaluation.calibration());
    line.put(
        "classes", evaluation.byClass().stream().map(each -> ofClass(each, ensemble)).toList());
    line.put("confusion", evaluation.confusion());
    return line;
  }

  private static Map<String, Object> ofClass(Evaluation.OfClass each, Ensemble ensemble) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("synset", ensemble.classes().get(each.label()).synset());
    entry.put("words", ensemble.classes().get(each.label()).words());
    entry.put("images", each.images());
    if (each.images() > 0) {
      entry.put("top1", each.top1());
      entry.put("top5", each.top5());
    }
    return entry;
  }

  private void writePage(
      Evaluation evaluation, Dataset dataset, Ensemble ensemble, Configuration hadoop)
      throws IOException {
    ShownPhotographs photographs = new ShownPhotographs(data.uri(), dataset, split, hadoop);
    PageFile.write(
        page,
        EvaluationPage.render(
            String.format(
                Locale.ROOT,
                "%s on %s, %d view%s",
                String.join(", ", models),
                split,
                views,
                views == 1 ? "" : "s"),
            evaluation,
            ensemble.models().get(0).classNames(),
            photographs.of(evaluation)),
        hadoop);
  }
}
