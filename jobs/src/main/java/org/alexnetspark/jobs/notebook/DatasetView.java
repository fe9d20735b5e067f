package org.alexnetspark.jobs.notebook;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.alexnetspark.jobs.feeding.ColorJitter;
import org.alexnetspark.jobs.feeding.StoredImages;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.image.RgbImage;
import org.alexnetspark.preprocess.statistics.MeanImage;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A dataset of preprocess.jar, for notebooks. Its rows are plain Parquet, for Spark to read. */
public final class DatasetView {
  private static final int CHANNELS = 3;
  private static final int DRAWS = 5;

  private final SparkSession spark;
  private final Configuration hadoop;
  private final String folder;
  private final Dataset dataset;

  private DatasetView(SparkSession spark, String folder) throws IOException {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.folder = folder;
    this.dataset = Dataset.read(folder, hadoop);
  }

  /**
   * Opens a dataset.
   *
   * @param folder on any Hadoop file system
   * @throws org.alexnetspark.preprocess.dataset.DatasetException if there is none
   */
  public static DatasetView open(String folder) throws IOException {
    return new DatasetView(SparkSession.active(), folder);
  }

  /** The classes: columns label, synset and words (the synset where nothing else is known). */
  public org.apache.spark.sql.Dataset<Row> classes() {
    List<Row> rows = new ArrayList<>();
    for (SynsetClass each : dataset.classes()) {
      rows.add(RowFactory.create(rows.size(), each.synset(), name(rows.size())));
    }
    return spark.createDataFrame(
        rows, StructType.fromDDL("label int, synset string, words string"));
  }

  /**
   * The files that became no image: columns split, path, reason and detail. There may be no row,
   * from which Spark could not tell the columns by itself.
   */
  public org.apache.spark.sql.Dataset<Row> rejects() {
    return spark
        .read()
        .schema("path string, reason string, detail string")
        .json(
            dataset.splits().keySet().stream()
                .map(split -> new Path(new Path(folder, split), "rejects.jsonl").toString())
                .toArray(String[]::new))
        .selectExpr(
            "element_at(split(input_file_name(), '/'), -2) as split", "path", "reason", "detail");
  }

  /**
   * The mean of the training images, which is subtracted from every input (section 2); of whole
   * images, which are of many sizes, their mean colour.
   */
  public String meanImage() throws IOException {
    if (dataset.framing() == Framing.WHOLE) {
      return meanColor();
    }
    MeanImage mean = MeanImage.read(new Path(folder), hadoop);
    return Fragment.of(
        Fragment.figure(
            Pictures.pngUri(Pictures.ofLevels(mean.values(), mean.size(), mean.size())),
            String.format(
                Locale.ROOT,
                "The mean of %,d training images",
                dataset.split(Split.TRAIN).images())));
  }

  private String meanColor() throws IOException {
    MeanColor mean = MeanColor.of(PrincipalComponents.read(new Path(folder), hadoop).channelMean());
    int side = dataset.imageSize();
    return Fragment.of(
        Fragment.figure(
            Pictures.pngUri(Pictures.ofLevels(mean.image(side), side, side)),
            String.format(
                Locale.ROOT,
                "The mean colour of %,d training images: %.1f, %.1f, %.1f",
                dataset.split(Split.TRAIN).images(),
                mean.red(),
                mean.green(),
                mean.blue())));
  }

  /**
   * The principal components of the training pixels' colours: columns component, deviation (square
   * root of the eigenvalue, in levels of 0..255), red, green and blue (the eigenvector).
   */
  public org.apache.spark.sql.Dataset<Row> colorComponents() throws IOException {
    PrincipalComponents colors = PrincipalComponents.read(new Path(folder), hadoop);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      double[] direction = colors.eigenvectors()[i];
      rows.add(
          RowFactory.create(
              i + 1, colors.deviations()[i], direction[0], direction[1], direction[2]));
    }
    return spark.createDataFrame(
        rows,
        StructType.fromDDL(
            "component int, deviation double, red double, green double, blue double"));
  }

  /**
   * A training photograph as it is stored and under a few draws of the colour jitter (section 4.1).
   *
   * @param position in stored order, from 0
   * @param deviation of the draws; 0.1 in the paper
   */
  public String jitter(long position, double deviation) throws IOException {
    PrincipalComponents colors = PrincipalComponents.read(new Path(folder), hadoop);
    ColorJitter jitter = new ColorJitter(deviation, colors.deviations(), colors.eigenvectors());
    RgbImage image = StoredImages.at(folder, dataset.split(Split.TRAIN), hadoop, position).image();
    List<String> figures = new ArrayList<>();
    figures.add(Fragment.figure(Pictures.jpegUri(Pictures.of(image)), "as stored"));
    for (int draw = 0; draw < DRAWS; draw++) {
      float[] shift = jitter.draw(new SplittableRandom(draw));
      figures.add(
          Fragment.figure(
              Pictures.jpegUri(shifted(image, shift)),
              String.format(Locale.ROOT, "%+.0f %+.0f %+.0f", shift[0], shift[1], shift[2])));
    }
    return Fragment.of("<div class=\"jitter\">" + Fragment.row(figures) + "</div>");
  }

  /**
   * The first photographs of a split, which is shuffled, as small pictures under their classes'
   * names.
   */
  public String contactSheet(String split, int count) throws IOException {
    List<String> figures = new ArrayList<>();
    try (StoredImages images =
        StoredImages.open(folder, dataset.split(split), hadoop, 0, /* parts= */ 1)) {
      for (ImageRecord image : images.next(count)) {
        figures.add(
            Fragment.figure(Pictures.jpegUri(Pictures.of(image.image())), name(image.label())));
      }
    }
    return Fragment.of("<div class=\"contact\">" + Fragment.row(figures) + "</div>");
  }

  private static BufferedImage shifted(RgbImage image, float[] shift) {
    float[] levels = new float[image.pixels().length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (image.pixels()[i] & 0xff) + shift[i % CHANNELS];
    }
    return Pictures.ofLevels(levels, image.width(), image.height());
  }

  private String name(int label) {
    return ClassifyingModel.nameOf(dataset.classes().get(label));
  }
}
