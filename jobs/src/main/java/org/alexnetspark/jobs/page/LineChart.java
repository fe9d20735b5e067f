package org.alexnetspark.jobs.page;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** Draws lines as SVG, small enough to be read on a phone. */
public final class LineChart {

  static final int WIDTH = 560;
  static final int HEIGHT = 360;

  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 16);

  /** What a name in the legend takes beside its letters: a piece of its line, and margins. */
  private static final int LEGEND_MARK = 50;

  private static final int LEGEND_LINE = 24;

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

  /** Beyond the colours, lines are broken. */
  private static final float[] DASHES = {7, 5};

  /**
   * A line through points.
   *
   * @param deviations of the y values, drawn as bars; null for none
   */
  public record Line(double[] x, double[] y, double[] deviations) {
    /** A line without bars. */
    public Line(double[] x, double[] y) {
      this(x, y, null);
    }
  }

  private LineChart() {}

  /** A place on the chart. */
  public record Point(double x, double y) {}

  /**
   * Lines through points from left to right. Points that are not finite are left out, and lines
   * without any other.
   */
  public static Map<String, Line> through(Map<String, List<Point>> points) {
    Map<String, Line> lines = new LinkedHashMap<>();
    points.forEach(
        (name, all) -> {
          List<Point> means = groupMeans(all);
          if (!means.isEmpty()) {
            lines.put(
                name,
                new Line(
                    means.stream().mapToDouble(Point::x).toArray(),
                    means.stream().mapToDouble(Point::y).toArray()));
          }
        });
    return lines;
  }

  private static List<Point> groupMeans(List<Point> all) {
    // A run that diverged has no number to draw.
    List<Point> points = all.stream().filter(point -> Double.isFinite(point.y())).toList();
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

  /**
   * The picture.
   *
   * @param lines by name, each of at least one point
   * @param marks where dashed vertical lines stand
   */
  public static byte[] svg(
      String xTitle, String yTitle, Map<String, Line> lines, List<Double> marks) {
    // Charts are drawn without a screen, also where a forgotten DISPLAY promises one.
    System.setProperty("java.awt.headless", "true");
    boolean stacked = !fitInARow(lines.keySet());
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT + (stacked ? LEGEND_LINE * lines.size() : 0))
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart);
    chart.getStyler().setLegendLayout(stacked ? LegendLayout.Vertical : LegendLayout.Horizontal);
    lines.forEach((name, line) -> add(chart, name, line));
    marks.forEach(
        mark -> chart.addAnnotation(new AnnotationLine(mark, /* isVertical= */ true, false)));
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot draw the curves of " + yTitle, e);
    }
  }

  /** Whether the legend can have these names beside each other. */
  private static boolean fitInARow(Set<String> names) {
    FontRenderContext drawing = new FontRenderContext(null, true, true);
    double width =
        names.stream()
            .mapToDouble(name -> TEXT.getStringBounds(name, drawing).getWidth() + LEGEND_MARK)
            .sum();
    return width <= WIDTH;
  }

  private static void add(XYChart chart, String name, Line line) {
    int number = chart.getSeriesMap().size();
    Color color = COLORS.get(number % COLORS.size());
    XYSeries series = chart.addSeries(name, line.x(), line.y(), line.deviations());
    series.setLineColor(color);
    series.setMarkerColor(color);
    series.setLineStyle(
        number < COLORS.size()
            ? new BasicStroke(2f)
            : new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, DASHES, 0));
    // Markers on hundreds of points would hide the line.
    series.setMarker(
        line.x().length > 40 ? SeriesMarkers.NONE : MARKERS.get(number % MARKERS.size()));
  }

  private static void style(XYChart chart) {
    chart
        .getStyler()
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(TEXT)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setAnnotationLineColor(new Color(0x777777))
        .setAnnotationLineStroke(
            new BasicStroke(
                1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1f, new float[] {4, 4}, 0));
    chart
        .getStyler()
        .setAxisTickLabelsFont(TEXT)
        .setAxisTitleFont(TEXT)
        .setPlotGridLinesColor(new Color(0xE4E4E4))
        .setXAxisDecimalPattern("#,##0.###")
        .setYAxisDecimalPattern("#,##0.###")
        .setXAxisMin(0.0)
        .setMarkerSize(7);
  }
}
