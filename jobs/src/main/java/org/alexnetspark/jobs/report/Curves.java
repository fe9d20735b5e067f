package org.alexnetspark.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.alexnetspark.jobs.page.LineChart;
import org.alexnetspark.jobs.page.LineChart.Point;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.report.Timeline.Moment;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.RoundMetrics;

/** Draws a run's curves as SVG, small enough to be read on a phone. */
final class Curves {

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

  /**
   * The top-1 and top-5 error of every evaluation.
   *
   * @param withTopFive false where there are no more than five classes
   */
  Optional<String> errorSvg(Axis axis, boolean withTopFive) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    bySplit()
        .forEach(
            (split, moments) -> {
              lines.put(
                  split + ", top-1",
                  points(moments, axis, moment -> 100 * (1 - moment.metrics().top1())));
              if (withTopFive) {
                lines.put(
                    split + ", top-5",
                    points(moments, axis, moment -> 100 * (1 - moment.metrics().top5())));
              }
            });
    return svg("error in %", axis, lines);
  }

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
    return moments.stream()
        .map(moment -> new Point(axis.of(moment), value.applyAsDouble(moment)))
        .toList();
  }

  private Optional<String> svg(String title, Axis axis, Map<String, List<Point>> lines) {
    Map<String, LineChart.Line> drawn = LineChart.through(lines);
    if (drawn.isEmpty()) {
      return Optional.empty();
    }
    // A phase begins with the run; there is nothing to mark.
    Stream<Moment<RoundMetrics>> changes =
        timeline.phases().isEmpty()
            ? timeline.learningRateSteps().stream()
            : timeline.phases().stream().skip(1);
    List<Double> marks = changes.map(axis::of).toList();
    return Optional.of(
        Pictures.uri("image/svg+xml", LineChart.svg(axis.title, title, drawn, marks)));
  }
}
