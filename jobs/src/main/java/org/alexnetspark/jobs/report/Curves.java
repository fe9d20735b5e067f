package org.alexnetspark.jobs.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.alexnetspark.jobs.report.Timeline.Moment;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a run's curves as SVG, small enough to be read on a phone. */
final class Curves {

  private static final int WIDTH = 560;
  private static final int HEIGHT = 360;

  /**
   * More points than this are averaged in groups: the page stays small, and noise would hide the
   * curve anyway.
   */
  private static final int MOST_POINTS = 300;

  /** Told apart by people with any of the usual color deficiencies, and in print by marker. */
  private static final List<Color> COLORS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          new Color(0xE69F00));

  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.TRIANGLE_DOWN,
          SeriesMarkers.CROSS);

  private final Timeline timeline;

  Curves(Timeline timeline) {
    this.timeline = timeline;
  }

  /** What the horizontal axis counts. */
  enum Axis {
    IMAGES("training images"),
    MINUTES("minutes");

    private final String title;

    Axis(String title) {
      this.title = title;
    }

    private double of(Moment<?> moment) {
      return this == IMAGES ? moment.images() : moment.minutes();
    }
  }

  /** The loss of every round and of every evaluation; empty where nothing finite was measured. */
  Optional<String> lossSvg(Axis axis) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    lines.put("training", points(timeline.rounds(), axis, moment -> moment.metrics().loss()));
    bySplit()
        .forEach(
            (split, moments) ->
                lines.put(split, points(moments, axis, moment -> moment.metrics().loss())));
    return svg("loss", axis, lines);
  }

  /** The top-1 and top-5 error of every evaluation. */
  Optional<String> errorSvg(Axis axis) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    bySplit()
        .forEach(
            (split, moments) -> {
              lines.put(
                  split + ", top-1",
                  points(moments, axis, moment -> 100 * (1 - moment.metrics().top1())));
              lines.put(
                  split + ", top-5",
                  points(moments, axis, moment -> 100 * (1 - moment.metrics().top5())));
            });
    return svg("error in %", axis, lines);
  }

  private record Point(double x, double y) {}

  private Map<String, List<Moment<EvaluationMetrics>>> bySplit() {
    Map<String, List<Moment<EvaluationMetrics>>> bySplit = new LinkedHashMap<>();
    for (Moment<EvaluationMetrics> moment : timeline.evaluations()) {
      EvaluationMetrics metrics = moment.metrics();
      String name =
          metrics.split() + (metrics.views() == 1 ? "" : ", " + metrics.views() + " views");
      bySplit.computeIfAbsent(name, unused -> new ArrayList<>()).add(moment);
    }
    return bySplit;
  }

  private static <T> List<Point> points(
      List<Moment<T>> moments, Axis axis, ToDoubleFunction<Moment<T>> value) {
    // A run that diverged has no number to draw.
    List<Point> points =
        moments.stream()
            .map(moment -> new Point(axis.of(moment), value.applyAsDouble(moment)))
            .filter(point -> Double.isFinite(point.y()))
            .toList();
    int group = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
    List<Point> means = new ArrayList<>();
    for (int from = 0; from < points.size(); from += group) {
      List<Point> members = points.subList(from, Math.min(from + group, points.size()));
      means.add(
          new Point(
              members.stream().mapToDouble(Point::x).average().orElseThrow(),
              members.stream().mapToDouble(Point::y).average().orElseThrow()));
    }
    return means;
  }

  private Optional<String> svg(String title, Axis axis, Map<String, List<Point>> lines) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(axis.title)
            .yAxisTitle(title)
            .build();
    style(chart);
    lines.forEach((name, points) -> addLine(chart, name, points));
    if (chart.getSeriesMap().isEmpty()) {
      return Optional.empty();
    }
    for (Moment<?> step : timeline.learningRateSteps()) {
      chart.addAnnotation(new AnnotationLine(axis.of(step), /* isVertical= */ true, false));
    }
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
      return Optional.of(Pictures.uri("image/svg+xml", out.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot draw the curve of " + title, e);
    }
  }

  private static void addLine(XYChart chart, String name, List<Point> points) {
    if (points.isEmpty()) {
      return;
    }
    int number = chart.getSeriesMap().size();
    XYSeries line =
        chart.addSeries(
            name,
            points.stream().mapToDouble(Point::x).toArray(),
            points.stream().mapToDouble(Point::y).toArray());
    line.setLineColor(COLORS.get(number % COLORS.size()));
    line.setMarkerColor(COLORS.get(number % COLORS.size()));
    line.setLineStyle(new BasicStroke(2f));
    // Markers on hundreds of points would hide the line.
    line.setMarker(points.size() > 40 ? SeriesMarkers.NONE : MARKERS.get(number % MARKERS.size()));
  }

  private static void style(XYChart chart) {
    Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    chart
        .getStyler()
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(text)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setAnnotationLineColor(new Color(0x777777))
        .setAnnotationLineStroke(
            new BasicStroke(
                1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1f, new float[] {4, 4}, 0));
    chart
        .getStyler()
        .setAxisTickLabelsFont(text)
        .setAxisTitleFont(text)
        .setPlotGridLinesColor(new Color(0xE4E4E4))
        .setXAxisDecimalPattern("#,##0.###")
        .setYAxisDecimalPattern("#,##0.###")
        .setXAxisMin(0.0)
        .setMarkerSize(7);
  }
}
