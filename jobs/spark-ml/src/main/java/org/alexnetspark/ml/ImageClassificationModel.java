package org.alexnetspark.ml;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.alexnetspark.model.device.DeviceChoice;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A trained network as a part of Spark ML's pipelines: adds to a table of images what the network
 * says of each. AlexNet, the networks of Simonyan and Zisserman, DL4J's graphs: whatever {@code
 * train.jar} trains or reads.
 *
 * <p>Images are a column of files' bytes ({@code content} of Spark's {@code binaryFile}), or of
 * Spark's image schema: what its {@code image} reads, and the records of {@code preprocess.jar}.
 * They are prepared by the code that prepared the training images. What cannot become an image gets
 * nulls and a reason; the job goes on.
 *
 * <p>Columns that are added have Spark ML's names: probability, prediction, and predictedLabel; an
 * empty name leaves a column out. With {@code layer} set, its activations are added as features, a
 * vector for other learners.
 *
 * <p>The weights go once to each executor, and executors keep their networks from task to task. A
 * saved model holds the network's file: it loads where the run's folder is not.
 *
 * <p>Example: {@code new ImageClassificationModel().setModelPath("run").setInputCol("content")
 * .transform(spark.read().format("binaryFile").load("photographs"))}.
 */
public final class ImageClassificationModel extends Model<ImageClassificationModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  static final String MODEL_PATH = "modelPath";

  /**
   * A minibatch takes the time of a full one, however few images it has, and of small files Spark
   * makes partitions of 31.
   */
  private static final int BATCH_SIZE = 32;

  private final String uid;
  private final Param<String> modelPath;
  private final Param<String> inputCol;
  private final Param<String> probabilityCol;
  private final Param<String> predictionCol;
  private final Param<String> predictedLabelCol;
  private final Param<String> predictedWordsCol;
  private final Param<String> layer;
  private final Param<String> featuresCol;
  private final Param<String> reasonCol;
  private final IntParam views;
  private final IntParam batchSize;
  private final Param<String> device;
  private final Param<String> precision;

  /** Read when it is first needed; a copy has it too. */
  private transient LoadedModel loaded;

  /** A model without a network: set {@code modelPath}. */
  public ImageClassificationModel() {
    this(Identifiable$.MODULE$.randomUID("imageClassification"));
  }

  /** As above, under a name of one's own. */
  public ImageClassificationModel(String uid) {
    this.uid = uid;
    // Here and not where they are declared: parameters ask for the name.
    modelPath =
        new Param<>(
            this,
            MODEL_PATH,
            "a run's folder or a model's file such as model.zip, on any Hadoop file system");
    inputCol =
        new Param<>(
            this,
            "inputCol",
            "column of images: files' bytes (binaryFile's content), or Spark's image schema");
    probabilityCol =
        column("probabilityCol", "for a vector of each class's probability", "probability");
    predictionCol =
        column("predictionCol", "for the label of the most probable class, from 0", "prediction");
    predictedLabelCol =
        column(
            "predictedLabelCol",
            "for the most probable class's synset, the name of its folder",
            "predictedLabel");
    predictedWordsCol =
        column(
            "predictedWordsCol", "for what people call the most probable class", "predictedWords");
    layer =
        new Param<>(
            this,
            "layer",
            "whose activations are added as features, such as fc7: after activation, normalisation"
                + " and pooling; empty for none");
    featuresCol = column("featuresCol", "for the vector of the layer's activations", "features");
    reasonCol = column("reasonCol", "for why an image got nulls; null where it got none", "reason");
    views =
        new IntParam(
            this,
            "views",
            "views that the probabilities are averaged over: 1, 10 (the paper's) or 50; features are"
                + " those of the central one",
            ParamValidators.inArray(new Object[] {1, 10, 50}));
    batchSize =
        new IntParam(
            this,
            "batchSize",
            "most images that the network sees at a time, each time in the time of so many",
            atLeastOne());
    device =
        new Param<>(
            this,
            "device",
            "what computes: "
                + names(DeviceChoice.Kind.values())
                + "; auto takes what is fastest on each"
                + " executor",
            ParamValidators.inArray(strings(DeviceChoice.Kind.values())));
    precision =
        new Param<>(
            this,
            "precision",
            "numbers that signals and products are made of: "
                + names(DeviceChoice.Precision.values()),
            ParamValidators.inArray(strings(DeviceChoice.Precision.values())));
    setDefault(inputCol, "image");
    setDefault(layer, "");
    setDefault(views, 1);
    setDefault(batchSize, BATCH_SIZE);
    setDefault(device, DeviceChoice.exact().kind().toString());
    setDefault(precision, DeviceChoice.exact().precision().toString());
  }

  private Param<String> column(String name, String what, String byDefault) {
    Param<String> column = new Param<>(this, name, "column " + what + "; empty for none");
    setDefault(column, byDefault);
    return column;
  }

  private static scala.Function1<Object, Object> atLeastOne() {
    return ParamValidators.gtEq(1);
  }

  private static String names(Object[] values) {
    return String.join(", ", strings(values));
  }

  private static String[] strings(Object[] values) {
    return Arrays.stream(values).map(Object::toString).toArray(String[]::new);
  }

  /**
   * Reads a model that {@link #save} wrote, by itself or in a pipeline. Spark calls it by its name.
   */
  public static MLReader<ImageClassificationModel> read() {
    return new ModelFolder.Reader();
  }

  /** As {@code read().load(path)}. */
  public static ImageClassificationModel load(String path) {
    return read().load(path);
  }

  /**
   * The table with what the network says of each image. Rows keep their order and number; the work
   * is done when the result is asked for, in one stage without a shuffle.
   *
   * @throws IllegalArgumentException if the columns or parameters do not do, or there is no model
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    LoadedModel model = loaded();
    ScoredRows.Task task =
        new ScoredRows.Task(
            model.broadcast(dataset.sparkSession()),
            scoring(),
            outputs(),
            dataset.schema().fieldIndex(getInputCol()),
            featureLength(model));
    Dataset<Row> scored = dataset.toDF().mapPartitions(task, Encoders.row(schema));
    return withMetadata(scored, schema, model);
  }

  /**
   * The columns that {@link #transform} makes of others; the network is not read for it.
   *
   * @throws IllegalArgumentException if the column of images is missing or holds something else, or
   *     a column that is to be added is there
   */
  @Override
  public StructType transformSchema(StructType schema) {
    if (!isDefined(modelPath)) {
      throw new IllegalArgumentException(
          MODEL_PATH + " is not set; name a run's folder or a model.zip");
    }
    List<String> there = List.of(schema.fieldNames());
    if (!there.contains(getInputCol())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "inputCol is %s, a column that there is not; there are %s",
              getInputCol(),
              String.join(", ", there)));
    }
    StructField images = schema.apply(getInputCol());
    if (!ImageInput.reads(images.dataType())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "inputCol %s is %s; it has to be binary, the bytes of files (binaryFile's content), or a"
                  + " struct of Spark's image schema (height, width, nChannels, mode, data)",
              getInputCol(),
              images.dataType().simpleString()));
    }
    StructType added = outputs().columns();
    if (!outputs().needProbabilities() && outputs().features().isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to add: the names of all columns are empty, or no layer is set");
    }
    StructType result = schema;
    for (StructField column : added.fields()) {
      if (List.of(result.fieldNames()).contains(column.name())) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a column %s is there already; name another, or none by an empty name, for what is added",
                column.name()));
      }
      result = result.add(column);
    }
    return result;
  }

  /** The classes by label, as {@code IndexToString} wants them: synsets, the folders' names. */
  public String[] labels() {
    return loaded().network().synsets().toArray(String[]::new);
  }

  @Override
  public ImageClassificationModel copy(ParamMap extra) {
    ImageClassificationModel copy = defaultCopy(extra);
    copy.setParent(parent());
    if (sameNetwork(copy)) {
      copy.loaded = loaded;
    }
    return copy;
  }

  private boolean sameNetwork(ImageClassificationModel other) {
    return isDefined(modelPath)
        && other.isDefined(other.modelPath)
        && getModelPath().equals(other.getModelPath());
  }

  /** A writer of the parameters and of the network's file. */
  @Override
  public MLWriter write() {
    return new ModelFolder.Writer(this, DefaultParamsWritable.super.write());
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The network, read if it has not been. */
  synchronized LoadedModel loaded() {
    if (loaded == null) {
      loaded = LoadedModel.read(getModelPath(), hadoop());
    }
    return loaded;
  }

  Outputs outputs() {
    return new Outputs(
        getProbabilityCol(),
        getPredictionCol(),
        getPredictedLabelCol(),
        getPredictedWordsCol(),
        getLayer().isEmpty() ? "" : getFeaturesCol(),
        getReasonCol());
  }

  Scoring scoring() {
    return new Scoring(
        outputs().needProbabilities(),
        outputs().features().isEmpty() ? "" : getLayer(),
        getViews(),
        getBatchSize(),
        DeviceChoice.of(getDevice() + " " + getPrecision()));
  }

  int featureLength(LoadedModel model) {
    return scoring().features() ? model.featureLength(getLayer()) : 0;
  }

  static Configuration hadoop() {
    return SparkSession.active().sessionState().newHadoopConf();
  }

  /**
   * Columns that were there keep what is known of them; those that are new tell Spark ML how long
   * their vectors are and what the labels mean.
   */
  private Dataset<Row> withMetadata(Dataset<Row> scored, StructType schema, LoadedModel model) {
    Column[] columns = new Column[schema.size()];
    for (int i = 0; i < columns.length; i++) {
      StructField field = schema.fields()[i];
      String name = field.name();
      Column column = scored.col("`" + name.replace("`", "``") + "`");
      columns[i] = column.as(name, metadata(field, model));
    }
    return scored.select(columns);
  }

  private Metadata metadata(StructField field, LoadedModel model) {
    Outputs outputs = outputs();
    String name = field.name();
    if (name.equals(outputs.probability())) {
      return new AttributeGroup(name, model.network().synsets().size()).toMetadata();
    } else if (name.equals(outputs.features())) {
      return new AttributeGroup(name, featureLength(model)).toMetadata();
    } else if (name.equals(outputs.prediction())) {
      return NominalAttribute.defaultAttr().withName(name).withValues(labels()).toMetadata();
    }
    return field.metadata();
  }

  /** See {@link #getModelPath}. */
  public Param<String> modelPath() {
    return modelPath;
  }

  /** See {@link #getInputCol}. */
  public Param<String> inputCol() {
    return inputCol;
  }

  /** See {@link #getProbabilityCol}. */
  public Param<String> probabilityCol() {
    return probabilityCol;
  }

  /** See {@link #getPredictionCol}. */
  public Param<String> predictionCol() {
    return predictionCol;
  }

  /** See {@link #getPredictedLabelCol}. */
  public Param<String> predictedLabelCol() {
    return predictedLabelCol;
  }

  /** See {@link #getPredictedWordsCol}. */
  public Param<String> predictedWordsCol() {
    return predictedWordsCol;
  }

  /** See {@link #getLayer}. */
  public Param<String> layer() {
    return layer;
  }

  /** See {@link #getFeaturesCol}. */
  public Param<String> featuresCol() {
    return featuresCol;
  }

  /** See {@link #getReasonCol}. */
  public Param<String> reasonCol() {
    return reasonCol;
  }

  /** See {@link #getViews}. */
  public IntParam views() {
    return views;
  }

  /** See {@link #getBatchSize}. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** See {@link #getDevice}. */
  public Param<String> device() {
    return device;
  }

  /** See {@link #getPrecision}. */
  public Param<String> precision() {
    return precision;
  }

  /** Where the network is: a run's folder or a model's file. */
  public String getModelPath() {
    return getOrDefault(modelPath);
  }

  /** Names the network; it is read when it is first needed, and once. */
  public synchronized ImageClassificationModel setModelPath(String path) {
    set(modelPath, path);
    loaded = null;
    return this;
  }

  /** The column of images. */
  public String getInputCol() {
    return getOrDefault(inputCol);
  }

  /** Names the column of images; {@code image} if it is not set. */
  public ImageClassificationModel setInputCol(String column) {
    set(inputCol, column);
    return this;
  }

  /** The column for probabilities. */
  public String getProbabilityCol() {
    return getOrDefault(probabilityCol);
  }

  /** Names the column for probabilities; {@code probability} if it is not set. */
  public ImageClassificationModel setProbabilityCol(String column) {
    set(probabilityCol, column);
    return this;
  }

  /** The column for the most probable class's label. */
  public String getPredictionCol() {
    return getOrDefault(predictionCol);
  }

  /** Names the column for the most probable class's label; {@code prediction} if it is not set. */
  public ImageClassificationModel setPredictionCol(String column) {
    set(predictionCol, column);
    return this;
  }

  /** The column for the most probable class's synset. */
  public String getPredictedLabelCol() {
    return getOrDefault(predictedLabelCol);
  }

  /** Names the column for its synset; {@code predictedLabel} if it is not set. */
  public ImageClassificationModel setPredictedLabelCol(String column) {
    set(predictedLabelCol, column);
    return this;
  }

  /** The column for the most probable class's words. */
  public String getPredictedWordsCol() {
    return getOrDefault(predictedWordsCol);
  }

  /** Names the column for its words; {@code predictedWords} if it is not set. */
  public ImageClassificationModel setPredictedWordsCol(String column) {
    set(predictedWordsCol, column);
    return this;
  }

  /** The layer whose activations are features; empty for none. */
  public String getLayer() {
    return getOrDefault(layer);
  }

  /** Names the layer whose activations are features; none if it is not set. */
  public ImageClassificationModel setLayer(String name) {
    set(layer, name);
    return this;
  }

  /** The column for features. */
  public String getFeaturesCol() {
    return getOrDefault(featuresCol);
  }

  /** Names the column for features; {@code features} if it is not set. */
  public ImageClassificationModel setFeaturesCol(String column) {
    set(featuresCol, column);
    return this;
  }

  /** The column for why an image got nulls. */
  public String getReasonCol() {
    return getOrDefault(reasonCol);
  }

  /** Names the column for why an image got nulls; {@code reason} if it is not set. */
  public ImageClassificationModel setReasonCol(String column) {
    set(reasonCol, column);
    return this;
  }

  /** Views that the probabilities are averaged over. */
  public int getViews() {
    return (int) getOrDefault(views);
  }

  /** Sets how many views the probabilities are averaged over: 1, 10 or 50; 1 if it is not set. */
  public ImageClassificationModel setViews(int count) {
    set(views, count);
    return this;
  }

  /** Most images at a time. */
  public int getBatchSize() {
    return (int) getOrDefault(batchSize);
  }

  /** Sets how many images the network sees at a time at most; 32 if it is not set. */
  public ImageClassificationModel setBatchSize(int images) {
    set(batchSize, images);
    return this;
  }

  /** What computes. */
  public String getDevice() {
    return getOrDefault(device);
  }

  /** Sets what computes, as {@code --device} of train.jar; auto if it is not set. */
  public ImageClassificationModel setDevice(String kind) {
    set(device, kind);
    return this;
  }

  /** The numbers that it computes in. */
  public String getPrecision() {
    return getOrDefault(precision);
  }

  /** Sets the numbers, as {@code --precision} of train.jar; fp32 if it is not set. */
  public ImageClassificationModel setPrecision(String numbers) {
    set(precision, numbers);
    return this;
  }
}
