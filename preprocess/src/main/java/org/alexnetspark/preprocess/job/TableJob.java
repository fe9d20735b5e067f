package org.alexnetspark.preprocess.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.alexnetspark.preprocess.input.ClassList;
import org.alexnetspark.preprocess.input.TableFiles;
import org.alexnetspark.preprocess.input.UnusableInputException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Copies the photographs of a table into SequenceFiles, from which they can be read one by one in
 * any order. A row group has to be decoded as a whole; so each is read once, by Spark's own reader,
 * and not once for each of its photographs.
 */
public final class TableJob {
  /** Photographs are large: Spark's readers would hold 4096 of them at a time. */
  private static final String ROWS_AT_A_TIME = "16";

  private final JavaSparkContext spark;
  private final TableFiles table;
  private final String imageColumn;
  private final String labelColumn;

  /** A job that reads these columns of a table. */
  public TableJob(
      JavaSparkContext spark, TableFiles table, String imageColumn, String labelColumn) {
    this.spark = spark;
    this.table = table;
    this.imageColumn = imageColumn;
    this.labelColumn = labelColumn;
  }

  /**
   * Copies all photographs.
   *
   * @param folder takes a SequenceFile from each task; it is emptied first
   * @param names of the labels from 0, where labels are numbers; else those that HuggingFace keeps
   *     in the table are taken
   * @param labelled false when classes come from elsewhere, and the label column means nothing
   */
  public void unpack(Path folder, Optional<ClassList> names, boolean labelled) throws IOException {
    folder.getFileSystem(spark.hadoopConfiguration()).delete(folder, true);
    Dataset<Row> rows = select(read(), labelled);
    boolean numbers = labelled && rows.schema().apply("label").dataType() instanceof IntegralType;
    TableRows.Meaning meaning =
        new TableRows.Meaning(
            folder.toString(),
            String.join(", ", table.paths()),
            labelled,
            numbers ? classNames(names) : List.of());
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    spark.setJobDescription("Unpack a table");
    try {
      List<String> problems =
          rows.toJavaRDD()
              .mapPartitions(each -> TableRows.unpack(each, meaning, hadoop.value().value()))
              .collect();
      problems.stream()
          .filter(each -> !each.isEmpty())
          .findFirst()
          .ifPresent(
              problem -> {
                throw new UnusableInputException(problem);
              });
      if (problems.isEmpty()) {
        throw unusable("holds no photographs");
      }
    } catch (RuntimeException e) {
      throw e instanceof UnusableInputException ? e : unreadable(e);
    } catch (Exception e) { // Spark's, which Scala does not declare
      throw unreadable(e);
    } finally {
      spark.setJobDescription(null);
      hadoop.destroy();
    }
  }

  private Dataset<Row> read() {
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    SparkSession own = session.newSession();
    own.conf().set("spark.sql.parquet.columnarReaderBatchSize", ROWS_AT_A_TIME);
    own.conf().set("spark.sql.orc.columnarReaderBatchSize", ROWS_AT_A_TIME);
    try {
      return own.read().format(table.format()).load(table.paths().toArray(String[]::new));
    } catch (RuntimeException e) {
      throw unreadable(e);
    } catch (Exception e) { // AnalysisException and SparkException, which Scala does not declare
      if (e instanceof AnalysisException && table.format().equals("avro")) {
        throw unusable(
            "Spark reads Avro with a package of its own; add --packages"
                + " org.apache.spark:spark-avro_2.12:"
                + spark.version());
      }
      throw unreadable(e);
    }
  }

  /** Columns {@code content}, {@code name}, {@code label}, {@code file} and {@code place}. */
  private Dataset<Row> select(Dataset<Row> rows, boolean labelled) {
    boolean places = table.format().equals("parquet");
    return rows.select(
        content(rows).as("content"),
        name(rows).cast(DataTypes.StringType).as("name"),
        (labelled ? label(rows) : functions.lit("")).as("label"),
        functions.col("_metadata.file_name").as("file"),
        (places ? functions.col("_metadata.row_index") : functions.lit(-1L)).as("place"));
  }

  private Column content(Dataset<Row> rows) {
    DataType type = typeOf(rows, "--image-column", imageColumn);
    if (type.equals(DataTypes.BinaryType)) {
      return column(rows, imageColumn);
    }
    if (type instanceof StructType struct
        && Arrays.asList(struct.fieldNames()).contains("bytes")
        && struct.apply("bytes").dataType().equals(DataTypes.BinaryType)) {
      return column(rows, imageColumn).getField("bytes");
    }
    throw new UnusableInputException(
        String.format(
            Locale.ROOT,
            "--image-column %s: is %s in %s; the content of image files (binary), or HuggingFace's"
                + " struct of bytes and path is needed",
            imageColumn,
            type.simpleString(),
            describe()));
  }

  private Column name(Dataset<Row> rows) {
    DataType type = typeOf(rows, "--image-column", imageColumn);
    return type instanceof StructType struct && Arrays.asList(struct.fieldNames()).contains("path")
        ? column(rows, imageColumn).getField("path")
        : functions.lit(null);
  }

  private Column label(Dataset<Row> rows) {
    DataType type = typeOf(rows, "--label-column", labelColumn);
    if (!(type instanceof IntegralType) && !type.equals(DataTypes.StringType)) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--label-column %s: is %s in %s; labels are whole numbers or names",
              labelColumn,
              type.simpleString(),
              describe()));
    }
    return column(rows, labelColumn);
  }

  /** By its name as it is: a dot in it is no field. */
  private static Column column(Dataset<Row> rows, String name) {
    return rows.col("`" + name.replace("`", "``") + "`");
  }

  private DataType typeOf(Dataset<Row> rows, String option, String name) {
    List<String> columns = Arrays.asList(rows.columns());
    if (!columns.contains(name)) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "%s %s: %s has no such column; it has %s",
              option,
              name,
              describe(),
              String.join(", ", columns)));
    }
    return rows.schema().apply(name).dataType();
  }

  private List<String> classNames(Optional<ClassList> names) throws IOException {
    List<String> found =
        names.isPresent() ? names.get().asListed() : namesInTable().orElse(List.of());
    if (found.isEmpty()) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "--label-column %s: labels are numbers in %s; name them with --synsets, from label 0"
                  + " on a line each",
              labelColumn,
              describe()));
    }
    return found;
  }

  /** HuggingFace keeps the names of a label column's numbers in Parquet's footer. */
  private Optional<List<String>> namesInTable() throws IOException {
    if (!table.format().equals("parquet")) {
      return Optional.empty();
    }
    try (ParquetFileReader file =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(table.firstFile(), spark.hadoopConfiguration()))) {
      String features = file.getFileMetaData().getKeyValueMetaData().get("huggingface");
      if (features == null) {
        return Optional.empty();
      }
      JsonNode label = new ObjectMapper().readTree(features).at("/info/features").path(labelColumn);
      List<String> names = new ArrayList<>();
      label.path("names").forEach(name -> names.add(name.asText()));
      return Optional.of(names);
    }
  }

  private UnusableInputException unreadable(Exception problem) {
    if (problem instanceof UnusableInputException known) {
      return known;
    }
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return unusable(
        String.format(
            Locale.ROOT,
            "cannot be read as %s (%s); is the download complete?",
            table.format(),
            message));
  }

  private UnusableInputException unusable(String problem) {
    return new UnusableInputException("--input " + describe() + ": " + problem);
  }

  private String describe() {
    List<String> paths = table.paths();
    return paths.size() == 1 ? paths.get(0) : paths.get(0) + " and " + (paths.size() - 1) + " more";
  }
}
