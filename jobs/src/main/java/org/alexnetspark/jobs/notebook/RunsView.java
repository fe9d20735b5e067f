package org.alexnetspark.jobs.notebook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.page.Html;
import org.alexnetspark.jobs.page.LineChart;
import org.alexnetspark.jobs.page.LineChart.Point;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.jobs.run.RoundMetrics.LayerMagnitudes;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Training runs side by side, for notebooks, as far as they have got. */
public final class RunsView {
  private static final double PERCENT = 100;

  private final SparkSession spark;
  private final List<RunRecord> runs;

  private RunsView(SparkSession spark, List<RunRecord> runs) {
    this.spark = spark;
    this.runs = runs;
  }

  /**
   * Reads runs, finished or not.
   *
   * @param folders on any Hadoop file system, separated by commas
   * @throws IllegalArgumentException if one of them holds no run
   */
  public static RunsView read(String folders) throws IOException {
    SparkSession spark = SparkSession.active();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<RunRecord> runs = new ArrayList<>();
    for (String folder : folders.split(",", -1)) {
      runs.add(RunRecord.read(folder.strip(), hadoop));
    }
    return new RunsView(spark, runs);
  }

  /**
   * Makes views for SQL.
   *
   * <pre>
   * runs         run, parameters, device, finished, options (a map, by the options' names)
   * rounds       run, round, epoch, images, loss, learning_rate, images_per_second
   * evaluations  run, round, images, split, views, loss, top1, top5
   * stages       run, round, stage, seconds     (of rounds and of evaluations)
   * layers       run, round, layer, mean_weight, mean_change
   * </pre>
   */
  public void createViews() {
    createView(
        "runs",
        "run string, parameters bigint, device string, finished boolean, options map<string,string>",
        run ->
            List.of(
                RowFactory.create(
                    run.name(),
                    run.description().path("parameters").asLong(),
                    run.description().path("device").asText(),
                    run.finished(),
                    run.options())));
    createView(
        "rounds",
        "run string, round int, epoch int, images bigint, loss double, learning_rate double, "
            + "images_per_second double",
        run -> run.rounds().stream().map(round -> row(run, round)).toList());
    createView(
        "evaluations",
        "run string, round int, images bigint, split string, views int, loss double, top1 double, "
            + "top5 double",
        run -> run.evaluations().stream().map(evaluation -> row(run, evaluation)).toList());
    createView(
        "stages", "run string, round int, stage string, seconds double", RunsView::stageRows);
    createView(
        "layers",
        "run string, round int, layer string, mean_weight double, mean_change double",
        RunsView::layerRows);
  }

  /** How far each run has got: a row each, of the last round and the last evaluation. */
  public Dataset<Row> progress() {
    List<Row> rows = new ArrayList<>();
    for (RunRecord run : runs) {
      Optional<RoundMetrics> round = last(run.rounds());
      Optional<EvaluationMetrics> evaluation = last(run.evaluations());
      rows.add(
          RowFactory.create(
              run.name(),
              run.finished() ? "finished" : "running or interrupted",
              round.map(RoundMetrics::round).orElse(0),
              round.map(RoundMetrics::epoch).orElse(0),
              round.map(RoundMetrics::images).orElse(0L),
              round.map(RoundMetrics::loss).orElse(null),
              round.map(RoundMetrics::imagesPerSecond).orElse(null),
              evaluation.map(EvaluationMetrics::top1).orElse(null)));
    }
    return spark.createDataFrame(
        rows,
        StructType.fromDDL(
            "run string, state string, round int, epoch int, images bigint, loss double, "
                + "images_per_second double, top1 double"));
  }

  /** The training loss of every round and the loss of every evaluation. */
  public String loss() {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      lines.put(run.name() + ", training", ofRounds(run, RoundMetrics::loss));
      bySplit(run, EvaluationMetrics::loss)
          .forEach((split, points) -> lines.put(run.name() + ", " + split, points));
    }
    return chart("loss", lines);
  }

  /** The share of images whose true class was not the first guess, of every evaluation. */
  public String error() {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      bySplit(run, evaluation -> PERCENT * (1 - evaluation.top1()))
          .forEach((split, points) -> lines.put(run.name() + ", " + split, points));
    }
    return chart("top-1 error in %", lines);
  }

  /** The learning rate of every round. */
  public String learningRate() {
    return chart("learning rate", ofAllRounds(RoundMetrics::learningRate));
  }

  /** Images a second of every round. */
  public String throughput() {
    return chart("images a second", ofAllRounds(RoundMetrics::imagesPerSecond));
  }

  /** By layer, the mean magnitude of the first run's weights after every round. */
  public String weights() {
    return chart("mean |w|", ofLayers(LayerMagnitudes::meanWeight));
  }

  /** By layer, how far every round moved the first run's weights, for their magnitude. */
  public String updates() {
    return chart(
        "mean |change| / mean |w|",
        ofLayers(magnitudes -> magnitudes.meanChange() / magnitudes.meanWeight()));
  }

  private static Row row(RunRecord run, RoundMetrics round) {
    return RowFactory.create(
        run.name(),
        round.round(),
        round.epoch(),
        round.images(),
        round.loss(),
        round.learningRate(),
        round.imagesPerSecond());
  }

  private static Row row(RunRecord run, EvaluationMetrics evaluation) {
    return RowFactory.create(
        run.name(),
        evaluation.round(),
        run.imagesAfter(evaluation.round()),
        evaluation.split(),
        evaluation.views(),
        evaluation.loss(),
        evaluation.top1(),
        evaluation.top5());
  }

  private static List<Row> stageRows(RunRecord run) {
    List<Row> rows = new ArrayList<>();
    run.lines()
        .forEach(
            line ->
                line.seconds()
                    .forEach(
                        (stage, seconds) ->
                            rows.add(RowFactory.create(run.name(), line.round(), stage, seconds))));
    return rows;
  }

  private static List<Row> layerRows(RunRecord run) {
    List<Row> rows = new ArrayList<>();
    run.rounds()
        .forEach(
            round ->
                round
                    .layers()
                    .forEach(
                        (layer, magnitudes) ->
                            rows.add(
                                RowFactory.create(
                                    run.name(),
                                    round.round(),
                                    layer,
                                    magnitudes.meanWeight(),
                                    magnitudes.meanChange()))));
    return rows;
  }

  private void createView(String name, String columns, Function<RunRecord, List<Row>> rows) {
    List<Row> all = runs.stream().flatMap(run -> rows.apply(run).stream()).toList();
    spark.createDataFrame(all, StructType.fromDDL(columns)).createOrReplaceTempView(name);
  }

  private static <T> Optional<T> last(List<T> all) {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  private static Map<String, List<Point>> bySplit(
      RunRecord run, ToDoubleFunction<EvaluationMetrics> value) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (EvaluationMetrics evaluation : run.evaluations()) {
      lines
          .computeIfAbsent(evaluation.split(), split -> new ArrayList<>())
          .add(new Point(run.imagesAfter(evaluation.round()), value.applyAsDouble(evaluation)));
    }
    return lines;
  }

  private static List<Point> ofRounds(RunRecord run, ToDoubleFunction<RoundMetrics> value) {
    return run.rounds().stream()
        .map(round -> new Point(round.images(), value.applyAsDouble(round)))
        .toList();
  }

  private Map<String, List<Point>> ofAllRounds(ToDoubleFunction<RoundMetrics> value) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    runs.forEach(run -> lines.put(run.name(), ofRounds(run, value)));
    return lines;
  }

  private Map<String, List<Point>> ofLayers(ToDoubleFunction<LayerMagnitudes> value) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    for (RoundMetrics round : runs.get(0).rounds()) {
      round
          .layers()
          .forEach(
              (layer, magnitudes) ->
                  lines
                      .computeIfAbsent(layer, any -> new ArrayList<>())
                      .add(new Point(round.images(), value.applyAsDouble(magnitudes))));
    }
    return lines;
  }

  private static String chart(String up, Map<String, List<Point>> lines) {
    Map<String, LineChart.Line> drawn = LineChart.through(lines);
    if (drawn.isEmpty()) {
      return Fragment.of("<p>Nothing has been measured yet.</p>");
    }
    byte[] svg = LineChart.svg("training images", up, drawn, List.of());
    return Fragment.of(
        Fragment.figure(Pictures.uri("image/svg+xml", svg), up + " at last: " + lastOf(drawn)));
  }

  /** The right ends of lines, in words. */
  private static String lastOf(Map<String, LineChart.Line> lines) {
    return lines.entrySet().stream()
        .map(
            line ->
                line.getKey()
                    + Html.number(" %.4g", line.getValue().y()[line.getValue().y().length - 1]))
        .collect(Collectors.joining("; "));
  }
}
