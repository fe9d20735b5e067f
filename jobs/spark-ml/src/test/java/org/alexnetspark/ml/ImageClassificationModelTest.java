package org.alexnetspark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.evaluate.TinyTask;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.preprocess.dataset.ImageRecord;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the model adds to tables, on two executor processes, against a calculation that uses none of
 * its code.
 */
class ImageClassificationModelTest {
  private static final StructType FILES =
      new StructType().add("name", DataTypes.StringType).add("content", DataTypes.BinaryType);

  private static final StructType IMAGES =
      StructType.fromDDL(
          "name string, image struct<origin string, height int, width int, nChannels int, mode int,"
              + " data binary>");

  private static TinyTask task;
  private static SparkForTests settings;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    task = TinyTask.get();
    settings = SparkForTests.localCluster(2, task.newFolder("no-spark-home"));
    spark = SparkSession.builder().getOrCreate();
  }

  @AfterAll
  static void end() {
    spark.stop();
    settings.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void recordsGetTheProbabilitiesOfTheirImages(int views) throws IOException {
    List<ImageRecord> images = task.images("val");
    double[][] expected = task.probabilities(images, views, 2);

    List<Row> rows =
        model().setViews(views).setBatchSize(3).transform(records("val")).collectAsList();

    assertThat(rows).hasSize(images.size());
    for (int i = 0; i < images.size(); i++) {
      Row row = rowOf(rows, images.get(i).path());
      Vector probabilities = row.getAs("probability");
      assertThat(probabilities.toArray()).containsExactly(expected[i], within(1e-5));
      int best = probabilities.argmax();
      assertThat(row.<Double>getAs("prediction")).isEqualTo(best);
      assertThat(row.<String>getAs("predictedLabel")).isEqualTo(task.synsets().get(best));
      assertThat(row.<String>getAs("reason")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv5", "fc7", "fc8"})
  void featuresAreTheActivationsOfTheCentralView(String layer) throws IOException {
    List<ImageRecord> images = task.images("val");

    List<Row> rows = model().setLayer(layer).setViews(10).transform(records("val")).collectAsList();

    try (Network network = task.openNetwork(2)) {
      for (ImageRecord image : images) {
        float[] expected = new float[network.featureLength(layer)];
        network.features(
            layer, new ReadyImages(task.crop(image.image().pixels(), 16, 16, false)), 1, expected);
        Vector features = rowOf(rows, image.path()).getAs("features");
        assertThat(features.size()).isEqualTo(expected.length);
        for (int k = 0; k < expected.length; k++) {
          assertThat(features.apply(k)).isCloseTo(expected[k], within(1e-4));
        }
      }
    }
  }

  @Test
  void photographsFilesGetWhatTheirRecordsGet() {
    List<Row> ofRecords = model().transform(records("val")).collectAsList();

    List<Row> ofFiles = model().setInputCol("content").transform(photographs()).collectAsList();

    assertThat(ofFiles).hasSameSizeAs(ofRecords);
    for (Row record : ofRecords) {
      Row file = rowOf(ofFiles, record.getAs("path"));
      assertThat(file.<Vector>getAs("probability").toArray())
          .containsExactly(record.<Vector>getAs("probability").toArray(), within(1e-9));
    }
  }

  @Test
  void whatSparksImageSourceReadsIsAnswered() {
    Dataset<Row> images =
        spark
            .read()
            .format("image")
            .option("recursiveFileLookup", true)
            .load(task.photographs("val").toString());

    List<Row> rows = model().transform(images).collectAsList();

    assertThat(rows)
        .hasSize(20)
        .allSatisfy(row -> assertThat(row.<String>getAs("reason")).isNull());
  }

  @Test
  void whatIsNoPhotographGetsAReasonAndTheOthersAreAnswered() throws IOException {
    List<Row> files = new ArrayList<>();
    files.add(RowFactory.create("text", "no picture".getBytes(StandardCharsets.UTF_8)));
    files.add(RowFactory.create("empty", new byte[0]));
    files.add(RowFactory.create("null", null));
    files.add(RowFactory.create("pixel", png(1, 1)));
    files.add(RowFactory.create("enormous", png(20_000, 20_000)));
    byte[] photograph = Files.readAllBytes(aPhotograph());
    files.add(RowFactory.create("half", Arrays.copyOf(photograph, photograph.length / 2)));
    files.add(RowFactory.create("photograph", photograph));

    List<Row> rows =
        model()
            .setInputCol("content")
            .setLayer("fc7")
            .transform(spark.createDataFrame(files, FILES).repartition(3))
            .collectAsList();

    assertThat(reason(rows, "text")).startsWith("unknown-format: ");
    assertThat(reason(rows, "empty")).startsWith("empty: ");
    assertThat(reason(rows, "null")).startsWith("empty: the image is null");
    assertThat(reason(rows, "enormous")).startsWith("too-large: ").contains("20000 x 20000");
    assertThat(reason(rows, "half")).startsWith("truncated: ");
    assertThat(reason(rows, "pixel")).isNull();
    assertThat(reason(rows, "photograph")).isNull();
    assertThat(rows)
        .hasSize(7)
        .allSatisfy(
            row -> {
              boolean refused = row.getAs("reason") != null;
              for (String column :
                  List.of("probability", "prediction", "predictedLabel", "features")) {
                assertThat(row.isNullAt(row.fieldIndex(column))).isEqualTo(refused);
              }
            });
  }

  @Test
  void imagesOfTheSchemaMayBeGrayOrHaveAlphaAndBadOnesGetAReason() {
    byte[] gray = {(byte) 200};
    List<Row> images =
        List.of(
            image("gray", 1, 1, 1, 0, gray),
            image("color", 1, 1, 3, 16, new byte[] {gray[0], gray[0], gray[0]}),
            image("alpha", 1, 1, 4, 24, new byte[] {gray[0], gray[0], gray[0], 7}),
            image("undecoded", -1, -1, -1, -1, new byte[0]),
            image("short", 100, 100, 3, 16, new byte[7]),
            image("floats", 1, 1, 3, 21, new byte[12]),
            image("enormous", 20_000, 20_000, 3, 16, new byte[7]),
            RowFactory.create("null", null),
            RowFactory.create("no-data", RowFactory.create("", 1, 1, 3, 16, null)));

    List<Row> rows = model().transform(spark.createDataFrame(images, IMAGES)).collectAsList();

    Vector expected = row(rows, "color").getAs("probability");
    assertThat(row(rows, "gray").<Vector>getAs("probability")).isEqualTo(expected);
    assertThat(row(rows, "alpha").<Vector>getAs("probability")).isEqualTo(expected);
    assertThat(reason(rows, "undecoded")).startsWith("undecodable: ");
    assertThat(reason(rows, "short")).startsWith("truncated: 7 bytes");
    assertThat(reason(rows, "floats")).startsWith("unknown-format: mode 21");
    assertThat(reason(rows, "enormous")).startsWith("too-large: 20000 x 20000");
    assertThat(reason(rows, "null")).startsWith("empty: ");
    assertThat(reason(rows, "no-data")).startsWith("broken-header: ");
  }

  @Test
  void columnsThatWereThereStayWithWhatIsKnownOfThem() {
    Dataset<Row> table =
        records("val")
            .withColumn(
                "label",
                functions
                    .col("label")
                    .as("label", new MetadataBuilder().putString("kept", "yes").build()))
            .withColumn("a.b", functions.lit(7));

    Dataset<Row> scored = model().setLayer("fc7").transform(table);

    assertThat(scored.columns()).startsWith(table.columns());
    assertThat(scored.schema()).isNotNull();
    assertThat(scored.schema().apply("label").metadata().getString("kept")).isEqualTo("yes");
    assertThat(scored.select("`a.b`").first().getInt(0)).isEqualTo(7);
    assertThat(AttributeGroup.fromStructField(scored.schema().apply("features")).size())
        .isEqualTo(((Vector) scored.first().getAs("features")).size());
    assertThat(Attribute.fromStructField(scored.schema().apply("prediction")).toString())
        .contains(task.synsets().get(9));
    Row named =
        new IndexToString()
            .setInputCol("prediction")
            .setOutputCol("named")
            .transform(scored)
            .first();
    assertThat(named.<String>getAs("named")).isEqualTo(named.getAs("predictedLabel"));
  }

  @Test
  void columnsWithoutANameAreNotAdded() {
    Dataset<Row> scored =
        model()
            .setProbabilityCol("")
            .setPredictedLabelCol("")
            .setPredictedWordsCol("")
            .setReasonCol("")
            .transform(records("val"));

    assertThat(scored.columns()).endsWith("image", "prediction").doesNotContain("reason");
    assertThat(scored.count()).isEqualTo(20);
  }

  @Test
  void transformSchemaSaysWhatTransformMakes() {
    ImageClassificationModel model = model().setLayer("fc6");

    assertThat(model.transformSchema(records("val").schema()).fieldNames())
        .containsExactly(model.transform(records("val")).columns());
  }

  @Test
  void aTableWithoutRowsIsNoTrouble() {
    assertThat(model().transform(records("val").limit(0)).collectAsList()).isEmpty();
  }

  @Test
  void theSqlFunctionSaysWhatTheModelSays() {
    ImageFunctions.register(spark, "classify", model().setLayer("fc7"));
    photographs().createOrReplaceTempView("photographs");
    List<Row> expected =
        model().setInputCol("content").setLayer("fc7").transform(photographs()).collectAsList();

    List<Row> rows =
        spark
            .sql(
                "select path, said.predictedLabel, said.probability, said.features from"
                    + " (select path, classify(content) as said from photographs)")
            .collectAsList();

    assertThat(rows).hasSameSizeAs(expected);
    for (Row row : rows) {
      Row same = rowOf(expected, row.getAs("path"));
      assertThat(row.<String>getAs("predictedLabel")).isEqualTo(same.getAs("predictedLabel"));
      assertThat(row.<Vector>getAs("probability").toArray())
          .containsExactly(same.<Vector>getAs("probability").toArray(), within(1e-6));
    }
    assertThat(spark.sql("select classify(cast('no picture' as binary)).reason").first())
        .satisfies(row -> assertThat(row.getString(0)).startsWith("unknown-format"));
    assertThatThrownBy(() -> spark.sql("select classify('photograph.jpg')").collectAsList())
        .hasStackTraceContaining("bytes of a file or a struct of Spark's image schema, not String");
  }

  @Test
  void aMissingColumnIsNamedWithThoseThatAre() {
    assertThatThrownBy(() -> model().setInputCol("picture").transform(photographs()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("inputCol is picture")
        .hasMessageContaining("path, modificationTime, length, content");
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "length", "modificationTime"})
  void aColumnOfAnotherTypeIsNamedWithWhatItHasToBe(String column) {
    assertThatThrownBy(() -> model().setInputCol(column).transformSchema(photographs().schema()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("inputCol " + column + " is ")
        .hasMessageContaining("it has to be binary");
  }

  @Test
  void aColumnThatIsThereIsNotWrittenOver() {
    assertThatThrownBy(() -> model().setPredictionCol("label").transform(records("val")))
        .hasMessageContaining("a column label is there already");
  }

  @Test
  void nothingToAddIsAMistake() {
    ImageClassificationModel none =
        model()
            .setProbabilityCol("")
            .setPredictionCol("")
            .setPredictedLabelCol("")
            .setPredictedWordsCol("");

    assertThatThrownBy(() -> none.transform(records("val"))).hasMessageContaining("nothing to add");
  }

  @Test
  void aModelThatIsNoneIsRefusedBeforeAnyJob() throws IOException {
    Path damaged = task.newFolder("damaged").resolve("model.zip");
    byte[] whole = Files.readAllBytes(Path.of(task.model(1)));
    Files.write(damaged, Arrays.copyOf(whole, whole.length / 2));

    assertRefused(damaged.toString(), "is no model of this project");
    assertRefused(aPhotograph().toString(), "is no model of this project");
    assertRefused("/nowhere/model.zip", "modelPath /nowhere/model.zip does not exist");
    assertRefused(task.dataset(), "holds no model.zip");
    assertThatThrownBy(() -> new ImageClassificationModel().transform(records("val")))
        .hasMessageContaining("modelPath is not set");
  }

  @Test
  void aLayerOfAnotherNetworkIsNamedWithThoseThatAre() {
    assertThatThrownBy(() -> model().setLayer("conv5_3").transform(records("val")))
        .hasMessageContaining("layer is conv5_3, must be one of conv1")
        .hasMessageContaining("fc7");
  }

  @Test
  void parametersOutOfRangeAreRefusedWhenTheyAreSet() {
    assertThatThrownBy(() -> model().setViews(3)).hasMessageContaining("views");
    assertThatThrownBy(() -> model().setBatchSize(0)).hasMessageContaining("batchSize");
    assertThatThrownBy(() -> model().setDevice("tpu")).hasMessageContaining("device");
    assertThatThrownBy(() -> model().setPrecision("fp64")).hasMessageContaining("precision");
  }

  @Test
  void aCopyHasTheSameParametersAndReadsNothingAgain() {
    ImageClassificationModel model = model().setLayer("fc6").setViews(10);
    LoadedModel loaded = model.loaded();

    ImageClassificationModel copy =
        model.copy(new org.apache.spark.ml.param.ParamMap().put(model.layer(), "fc7"));

    assertThat(copy.uid()).isEqualTo(model.uid());
    assertThat(copy.getLayer()).isEqualTo("fc7");
    assertThat(copy.getViews()).isEqualTo(10);
    assertThat(copy.loaded()).isSameAs(loaded);
    assertThat(model.getLayer()).isEqualTo("fc6");
    assertThat(model.explainParams()).contains("layer: whose activations", "(default: 32)");
  }

  private static void assertRefused(String path, String words) {
    assertThatThrownBy(() -> model().setModelPath(path).transform(records("val")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  private static ImageClassificationModel model() {
    return new ImageClassificationModel().setModelPath(task.model(2));
  }

  private static Dataset<Row> records(String split) {
    return spark.read().parquet(task.dataset() + "/" + split + "/part-*.parquet");
  }

  private static Dataset<Row> photographs() {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", true)
        .load(task.photographs("val").toString());
  }

  private static Path aPhotograph() throws IOException {
    try (Stream<Path> files = Files.list(task.photographs("val").resolve(task.synsets().get(0)))) {
      return files.sorted().findFirst().orElseThrow();
    }
  }

  private static Row image(
      String name, int width, int height, int channels, int mode, byte[] data) {
    return RowFactory.create(name, RowFactory.create("made", height, width, channels, mode, data));
  }

  /** The row of a photograph, by the end of its path. */
  private static Row rowOf(List<Row> rows, String path) {
    return rows.stream()
        .filter(row -> nameOf(row.getAs("path")).equals(nameOf(path)))
        .findFirst()
        .orElseThrow();
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Row row(List<Row> rows, String name) {
    return rows.stream().filter(row -> row.getAs("name").equals(name)).findFirst().orElseThrow();
  }

  private static String reason(List<Row> rows, String name) {
    return row(rows, name).getAs("reason");
  }

  /** A black PNG of one bit a pixel: few bytes for any size. */
  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    chunk(
        png,
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {1, 0, 0, 0, 0})
            .array());
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(pixels)) {
      for (int row = 0; row < height; row++) {
        deflated.write(new byte[1 + (width + 7) / 8]);
      }
    }
    chunk(png, "IDAT", pixels.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String kind, byte[] content)
      throws IOException {
    byte[] body =
        ByteBuffer.allocate(4 + content.length)
            .put(kind.getBytes(StandardCharsets.US_ASCII))
            .put(content)
            .array();
    CRC32 sum = new CRC32();
    sum.update(body);
    png.write(ByteBuffer.allocate(4).putInt(content.length).array());
    png.write(body);
    png.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }
}
