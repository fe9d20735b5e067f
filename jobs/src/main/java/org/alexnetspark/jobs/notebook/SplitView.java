package org.alexnetspark.jobs.notebook;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.jobs.classify.Guess;
import org.alexnetspark.jobs.cli.Datasets;
import org.alexnetspark.jobs.evaluate.Evaluation;
import org.alexnetspark.jobs.evaluate.Evaluator;
import org.alexnetspark.jobs.evaluate.ShownPhotographs;
import org.alexnetspark.jobs.features.FeatureExtractor;
import org.alexnetspark.jobs.feeding.StoredImages;
import org.alexnetspark.jobs.lease.ExecutorNetworks;
import org.alexnetspark.jobs.lease.Loan;
import org.alexnetspark.jobs.neighbors.Neighbor;
import org.alexnetspark.jobs.neighbors.NeighborSearch;
import org.alexnetspark.jobs.page.Confusion;
import org.alexnetspark.jobs.page.ConfusionTable;
import org.alexnetspark.jobs.page.ExampleGroup;
import org.alexnetspark.jobs.page.Html;
import org.alexnetspark.jobs.page.PhotographGroup;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.spark.FloatVector;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.jobs.trained.Models;
import org.alexnetspark.jobs.trained.TrainedNetwork;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Split;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A trained network beside the photographs of a split, for notebooks. The whole split is evaluated
 * once, as a Spark job, when it is first asked about.
 */
public final class SplitView {
  private static final int BATCH = 64;

  private final SparkSession spark;
  private final Configuration hadoop;
  private final TrainedNetwork model;
  private final String folder;
  private final Dataset dataset;
  private final String split;
  private final int imageSize;
  private final float[] mean;
  private Evaluation evaluation;

  SplitView(SparkSession spark, TrainedNetwork model, String folder, String split)
      throws IOException {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.model = model;
    this.folder = folder;
    this.dataset = Datasets.named("dataset", folder, split, hadoop);
    this.split = split;
    this.imageSize = Models.imageSize(dataset, folder, model, "of the run");
    this.mean = model.meanAt(imageSize).orElseThrow();
  }

  /**
   * Makes a view for SQL of what the network says of every photograph.
   *
   * <pre>
   * guesses  id, path, class, guess, probability (of the guess), loss, right
   * </pre>
   */
  public void createViews() {
    List<Row> rows = new ArrayList<>();
    for (Guess guess : evaluation().guesses()) {
      Guess.Scored best = guess.best().get(0);
      rows.add(
          RowFactory.create(
              guess.id(),
              guess.path(),
              name(guess.label()),
              name(best.label()),
              (double) best.probability(),
              guess.loss(),
              guess.label() == best.label()));
    }
    spark
        .createDataFrame(
            rows,
            StructType.fromDDL(
                "id bigint, path string, class string, guess string, probability double, "
                    + "loss double, right boolean"))
        .createOrReplaceTempView("guesses");
  }

  /** What was taken for what. */
  public String confusion() {
    return Fragment.of(
        ConfusionTable.html(Confusion.of(evaluation().confusion()), model.classNames()));
  }

  /** Photographs with their five guesses: the first, the most typical, the best and the worst. */
  public String guesses() throws IOException {
    StringBuilder groups = new StringBuilder();
    for (ExampleGroup group :
        new ShownPhotographs(folder, dataset, split, hadoop).of(evaluation())) {
      groups.append(PhotographGroup.html(group));
    }
    return Fragment.of(groups.toString());
  }

  /**
   * What each tower makes of a photograph, layer by layer: every map that it hands on, up to the
   * last layer, whose numbers are the guesses.
   *
   * @param position of the photograph in stored order, from 0
   */
  public String activations(long position) throws IOException {
    ImageRecord image = image(position);
    Preparation preparation = new Preparation(imageSize, model.network().crop(), mean);
    View centre = View.centre(imageSize, model.network().crop());
    float[] pixels = new float[preparation.length()];
    preparation.prepare(new ViewedImage(square(image), centre), pixels, 0);
    StringBuilder rows = new StringBuilder();
    rows.append(Fragment.figure(Pictures.jpegUri(picture(image)), name(image.label())));
    try (Loan<Network> lease = ExecutorNetworks.borrow(model.network(), 1, DeviceChoice.exact())) {
      lease.network().setParameters(model.weights());
      List<LayerSpecification> layers = model.network().layers();
      for (LayerSpecification layer : layers.subList(0, layers.size() - 1)) {
        List<String> towers = new ArrayList<>();
        for (int tower = 0; tower < model.network().towers(); tower++) {
          float[] activations = new float[layer.outputLength(tower)];
          lease.network().activations(layer.name(), tower, new ReadyImages(pixels), 1, activations);
          towers.add(
              Fragment.figure(
                  Pictures.pngUri(Pictures.ofMaps(activations, layer.pooledSize())),
                  String.format(
                      Locale.ROOT, "%s, tower %d: %s", layer.name(), tower, size(layer, tower))));
        }
        rows.append(Fragment.row(towers));
      }
      lease.done();
    }
    return Fragment.of("<div class=\"activations\">" + rows + "</div>");
  }

  /**
   * The training photographs that a layer finds most like one of this split, as in the paper's
   * figure 4.
   *
   * @param position of the photograph in stored order, from 0
   * @param layer such as fc7
   */
  public String neighbors(long position, String layer, int count) throws IOException {
    String searched = Split.TRAIN;
    ImageRecord image = image(position);
    NeighborSearch.Request request =
        new NeighborSearch.Request(
            folder,
            searched,
            imageSize,
            model.network(),
            new FloatVector(mean),
            layer,
            count,
            BATCH,
            parts(searched));
    List<Neighbor> neighbors =
        NeighborSearch.search(
                new JavaSparkContext(spark.sparkContext()),
                request,
                model.weights(),
                new float[][] {features(image, layer)})
            .get(0);
    List<String> figures = new ArrayList<>();
    figures.add(Fragment.figure(Pictures.jpegUri(picture(image)), name(image.label())));
    for (Neighbor neighbor : neighbors) {
      ImageRecord near =
          StoredImages.at(folder, dataset.split(searched), hadoop, neighbor.position());
      figures.add(
          Fragment.figure(
              Pictures.jpegUri(picture(near)),
              name(near.label()) + Html.number(", distance %.2f", neighbor.distance())));
    }
    return Fragment.of("<div class=\"neighbors\">" + Fragment.row(figures) + "</div>");
  }

  private Evaluation evaluation() {
    if (evaluation == null) {
      Evaluator evaluator =
          new Evaluator(
              new JavaSparkContext(spark.sparkContext()),
              new Evaluator.Request(
                  folder,
                  split,
                  imageSize,
                  model.classifier(),
                  DeviceChoice.exact(),
                  new FloatVector(mean),
                  /* views= */ 1,
                  BATCH,
                  parts(split)));
      evaluation = evaluator.evaluate(model.weights());
    }
    return evaluation;
  }

  private float[] features(ImageRecord image, String layer) {
    FeatureExtractor.check("layer", layer, model.network());
    try (FeatureExtractor extractor =
        new FeatureExtractor(
            model.network(), model.weights(), mean, imageSize, layer, /* batchSize= */ 1)) {
      float[] features = extractor.features(List.of(square(image)));
      extractor.done();
      return features;
    }
  }

  /** Tasks that a split is dealt to. */
  private int parts(String name) {
    int slots = spark.sparkContext().defaultParallelism();
    return (int) Math.min(dataset.split(name).images(), Math.max(1, slots));
  }

  private ImageRecord image(long position) throws IOException {
    return StoredImages.at(folder, dataset.split(split), hadoop, position);
  }

  private BufferedImage picture(ImageRecord image) {
    return Pictures.ofSquare(image.image(), imageSize);
  }

  private byte[] square(ImageRecord record) {
    return record.image().centralSquare(imageSize);
  }

  private String name(int label) {
    return ClassifyingModel.nameOf(dataset.classes().get(label));
  }

  private static String size(LayerSpecification layer, int tower) {
    return layer.kind() == LayerSpecification.Kind.CONVOLUTION
        ? String.format(
            Locale.ROOT,
            "%d maps of %d x %d",
            layer.outputChannels(tower),
            layer.pooledSize(),
            layer.pooledSize())
        : String.format(Locale.ROOT, "%d units", layer.outputChannels(tower));
  }
}
