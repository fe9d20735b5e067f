package org.alexnetspark.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;

/** A run's metrics, each with how many images and how much time lay before it. */
final class Timeline {

  private final List<Moment<RoundMetrics>> rounds = new ArrayList<>();
  private final List<Moment<EvaluationMetrics>> evaluations = new ArrayList<>();
  private final Map<String, Double> secondsByStage = new LinkedHashMap<>();
  private double seconds;

  /** What was measured, after how many training images and minutes. */
  record Moment<T>(T metrics, long images, double minutes) {}

  Timeline(List<MetricsLine> lines) {
    long images = 0;
    for (MetricsLine line : lines) {
      seconds += line.totalSeconds();
      line.seconds().forEach((stage, taken) -> secondsByStage.merge(stage, taken, Double::sum));
      if (line instanceof RoundMetrics round) {
        images = round.images();
        rounds.add(new Moment<>(round, images, seconds / 60));
      } else if (line instanceof EvaluationMetrics evaluation) {
        evaluations.add(new Moment<>(evaluation, images, seconds / 60));
      }
    }
  }

  List<Moment<RoundMetrics>> rounds() {
    return rounds;
  }

  List<Moment<EvaluationMetrics>> evaluations() {
    return evaluations;
  }

  /** The rounds that were the first with another learning rate than the round before. */
  List<Moment<RoundMetrics>> learningRateSteps() {
    List<Moment<RoundMetrics>> steps = new ArrayList<>();
    for (int i = 1; i < rounds.size(); i++) {
      double before = rounds.get(i - 1).metrics().learningRate();
      if (rounds.get(i).metrics().learningRate() != before) {
        steps.add(rounds.get(i));
      }
    }
    return steps;
  }

  Map<String, Double> secondsByStage() {
    return secondsByStage;
  }

  double seconds() {
    return seconds;
  }
}
