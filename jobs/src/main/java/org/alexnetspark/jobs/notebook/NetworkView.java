package org.alexnetspark.jobs.notebook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.jobs.page.Kernels;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.photograph.PhotographFiles;
import org.alexnetspark.jobs.predict.Answer;
import org.alexnetspark.jobs.predict.PredictionPage;
import org.alexnetspark.jobs.predict.Predictor;
import org.alexnetspark.jobs.trained.Models;
import org.alexnetspark.jobs.trained.TrainedNetwork;
import org.alexnetspark.model.specification.LayerSpecification;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** A trained network, for notebooks. */
public final class NetworkView {
  private static final int BATCH = 16;
  private static final int GUESSES = 5;

  private final SparkSession spark;
  private final Configuration hadoop;
  private final TrainedNetwork model;

  private NetworkView(SparkSession spark, String run) throws IOException {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.model = Models.alexNet("run", run, hadoop);
  }

  /**
   * Opens the best network of a run so far.
   *
   * @param run its folder, or a model.zip, on any Hadoop file system
   * @throws org.alexnetspark.jobs.cli.UnusableArgumentException if there is none
   */
  public static NetworkView open(String run) throws IOException {
    return new NetworkView(SparkSession.active(), run);
  }

  /** The network beside a split of a dataset. */
  public SplitView on(String dataset, String split) throws IOException {
    return new SplitView(spark, model, dataset, split);
  }

  /** The first layer's kernels, tower by tower, as in the paper's figure 3. */
  public String kernels() {
    LayerSpecification first = model.network().layers().get(0);
    List<String> figures = new ArrayList<>();
    for (Kernels tower : Kernels.ofFirstLayer(model.network(), model.weights())) {
      String caption =
          String.format(
              Locale.ROOT,
              "Tower %d: %d kernels of %d x %d x 3",
              figures.size(),
              first.outputChannels(figures.size()),
              first.kernel(),
              first.kernel());
      figures.add(Fragment.figure(Pictures.pngUri(Pictures.ofKernels(tower)), caption));
    }
    return Fragment.of("<div class=\"kernels\">" + Fragment.row(figures) + "</div>");
  }

  /**
   * The five most probable classes of photographs that are no part of a dataset; prepared and
   * answered on the driver, as {@code predict} does.
   *
   * @param photographs files, folders and patterns on any Hadoop file system, separated by commas
   */
  public String predictions(String photographs) throws IOException {
    List<String> inputs = Arrays.asList(photographs.split("\\s*,\\s*", -1));
    List<Predictor.Question> questions =
        PhotographFiles.find(inputs, hadoop).stream()
            .map(path -> new Predictor.Question(path, /* shown= */ true))
            .toList();
    Predictor predictor = Predictor.of(model, GUESSES, BATCH);
    PredictionPage page = new PredictionPage(photographs, model);
    for (Answer answer : predictor.answers(questions, model.weights(), hadoop)) {
      page.add(answer);
    }
    return Fragment.of(page.body());
  }
}
