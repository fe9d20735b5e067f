package org.alexnetspark.jobs.evaluate;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.alexnetspark.jobs.cli.BatchSizeOption;
import org.alexnetspark.jobs.cli.CommonOptions;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.cli.DatasetOption;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.JsonOption;
import org.alexnetspark.jobs.cli.NamedPath;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.device.DeviceOptions;
import org.alexnetspark.jobs.device.ExecutorAbilities;
import org.alexnetspark.jobs.page.PageFile;
import org.alexnetspark.jobs.spark.Cluster;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.jobs.spark.Progress;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.jobs.trained.Ensemble;
import org.alexnetspark.jobs.trained.OnnxOptions;
import org.alexnetspark.jobs.trained.TrainedNetwork;
import org.alexnetspark.model.dense.DenseNetwork;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.specification.NetworkSpecification;
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
      "  spark-submit train.jar evaluate --data dataset --model run1,run2,run3 --views 10",
      "As VGG's paper tests its networks:",
      "  spark-submit train.jar evaluate --data dataset --model run --dense --scales 224,256,288"
    })
public final class EvaluateCommand implements Callable<Integer> {
  private static final double PERCENT = 100;
  private static final Set<Integer> VIEWS = Set.of(1, 10, 50);

  /** VGG's first maps of a square of this side take one gigabyte. */
  private static final int LARGEST_SCALE = 2048;

  @Mixin private DatasetOption data;

  @Option(
      names = "--split",
      defaultValue = Split.VALIDATION,
      description = "The split to evaluate on (default: ${DEFAULT-VALUE}).")
  private String split;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN|ZIP|ONNX[,…]",
      split = ",",
      description =
          "A run's folder, a model.zip, or an ONNX file (FILE.onnx); of several, the mean of their probabilities is evaluated.")
  private List<String> models;

  @Mixin private OnnxOptions onnx;

  @Option(
      names = "--views",
      paramLabel = "1|10|50",
      description =
          "Crops that are averaged: 1: the central one; 10: four corners and the centre, and their mirror images; 50: a grid "
              + "of 5 x 5 and their mirror images (default: 1, with --dense none).")
  private Integer views;

  @Option(
      names = "--dense",
      description =
          "Apply the network to the whole image, its fully connected layers as convolutions, and to the mirror image. With "
              + "--views both are averaged.")
  private boolean dense;

  @Option(
      names = "--scales",
      paramLabel = "SIDE[,…]",
      split = ",",
      description =
          "Resize images to these shorter sides and average over them (default: as they are stored; views of whole images at the "
              + "scale that the first model is meant for).")
  private List<Integer> scales = List.of();

  @Mixin private BatchSizeOption batchSize;

  @Mixin private JsonOption json;

  @Mixin private DeviceOptions deviceOptions;

  @Option(
      names = "--page",
      paramLabel = "FILE.html",
      converter = NamedPath.class,
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
    Ensemble ensemble = Ensemble.named("--model", models, onnx.reading(models, hadoop), hadoop);
    int imageSize = imageSize(dataset, ensemble);
    checkScales(testing().isOfViewsAsStored() ? imageSize : dataset.imageSize(), ensemble);
    try (JavaSparkContext spark = Cluster.start("evaluate AlexNet")) {
      Evaluation evaluation = evaluate(dataset, imageSize, ensemble, spark);
      print(evaluation, ensemble);
      if (page != null) {
        writePage(evaluation, dataset, ensemble, hadoop);
      }
    }
    return JobMain.DONE;
  }

  private void checkOptions() {
    unless(views == null || VIEWS.contains(views), "--views", views, "1, 10 or 50");
    for (int scale : scales) {
      unless(scale >= 1 && scale <= LARGEST_SCALE, "--scales", scale, "1 to " + LARGEST_SCALE);
    }
    batchSize.check();
  }

  private Testing testing() {
    int none = dense ? 0 : 1;
    return new Testing(views == null ? none : views, dense, scales);
  }

  /**
   * Refuses what models cannot look at.
   *
   * @param asStored shorter side where no scales are given
   */
  private void checkScales(int asStored, Ensemble ensemble) {
    for (int i = 0; i < ensemble.models().size(); i++) {
      ClassifyingModel model = ensemble.models().get(i);
      for (int scale : scales.isEmpty() ? List.of(asStored) : scales) {
        if (testing().views() > 0) {
          unless(
              scale >= model.classifier().crop(),
              "--scales",
              scale,
              "at least "
                  + model.classifier().crop()
                  + ", the side of the views of "
                  + models.get(i));
        }
        if (dense) {
          checkDense(models.get(i), model, scale);
        }
      }
    }
  }

  private static void checkDense(String name, ClassifyingModel model, int scale) {
    NetworkSpecification network =
        model
            .overTowers()
            .map(TrainedNetwork::network)
            .orElseThrow(
                () ->
                    new UnusableArgumentException(
                        "--dense: --model "
                            + name
                            + " is a DL4J graph, whose layers are not known here; --views 50 can test it"));
    try {
      DenseNetwork.requireFits(network, scale, scale);
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(
          "--dense: images of "
              + scale
              + " are too small for --model "
              + name
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private DeviceChoice devices(JavaSparkContext spark) {
    DeviceChoice devices = deviceOptions.resolved(ExecutorAbilities.ask(spark));
    if (dense && devices.kind() == DeviceChoice.Kind.CUDA) {
      throw new UnusableArgumentException(
          "--dense: device cuda computes on images of one size only; add --device cpu, or test with --views 50");
    }
    return devices;
  }

  /**
   * Side of the squares that are looked at where no scales are given, which suits the dataset and
   * all models: the dataset's images or, where those are whole, what the first model is meant for.
   */
  private int imageSize(Dataset dataset, Ensemble ensemble) {
    String named = "--data " + data.uri();
    ensemble.checkClasses("--model", named, dataset.classes());
    boolean whole = dataset.framing() == Framing.WHOLE;
    int size = whole ? ensemble.models().get(0).imageSize() : dataset.imageSize();
    if (testing().isOfViewsAsStored()) {
      ensemble.checkImageSize("--model", whole ? models.get(0) : named, size);
    }
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
                            new Member(
                                model.classifier(),
                                new FloatVector(model.meanAt(imageSize).orElseThrow())))
                    .toList(),
                devices(spark),
                testing(),
                batchSize.images(),
                (int) Math.min(images, Math.max(1, spark.defaultParallelism()))));
    try (Progress stage = Progress.begin("Evaluating images", images)) {
      Evaluation evaluation =
          evaluator.evaluate(ensemble.models().stream().map(ClassifyingModel::weights).toList());
      stage.advanceTo(evaluation.guesses().size());
      return evaluation;
    }
  }

  private void print(Evaluation evaluation, Ensemble ensemble) {
    if (json.wanted()) {
      json.print(line(evaluation, ensemble));
    } else {
      System.out.printf(
          Locale.ROOT,
          "split %s, %s, %s, %s%n  loss  %8.4f%n"
              + "  top-1 %8.2f %% right, %6.2f %% error%n%s"
              + "  calibration error %6.2f %%%n",
          split,
          Count.of(evaluation.guesses().size(), "image"),
          testing(),
          Count.of(models.size(), "model"),
          evaluation.loss(),
          PERCENT * evaluation.top1(),
          PERCENT * (1 - evaluation.top1()),
          evaluation.topFiveIsCertain()
              ? ""
              : String.format(
                  Locale.ROOT,
                  "  top-5 %8.2f %% right, %6.2f %% error%n",
                  PERCENT * evaluation.top5(),
                  PERCENT * (1 - evaluation.top5())),
          PERCENT * evaluation.calibration().expectedError());
    }
  }

  private Map<String, Object> line(Evaluation evaluation, Ensemble ensemble) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("split", split);
    line.put("views", testing().views());
    line.put("dense", dense);
    line.put("scales", scales);
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
            String.format(Locale.ROOT, "%s on %s, %s", String.join(", ", models), split, testing()),
            evaluation,
            ensemble.models().get(0).classNames(),
            photographs.of(evaluation)),
        hadoop);
  }
}
