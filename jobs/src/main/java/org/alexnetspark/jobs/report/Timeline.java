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

  /**
   * The rounds that were the first with another learning rate than the round before. Where it
   * changes in every round, as {@code poly} and a warm-up have it, there are none.
   */
  List<Moment<RoundMetrics>> learningRateSteps() {
    List<Moment<RoundMetrics>> steps = new ArrayList<>();
    for (int i = 1; i < rounds.size(); i++) {
      if (changes(i) && (staysUpTo(i) || staysFrom(i))) {
        steps.add(rounds.get(i));
      }
    }
    return steps;
  }

  /** The first rounds of the phases of a hand-made schedule, the run's own first one included. */
  List<Moment<RoundMetrics>> phases() {
    List<Moment<RoundMetrics>> phases = new ArrayList<>();
    String before = null;
    for (Moment<RoundMetrics> round : rounds) {
      String phase = round.metrics().phase();
      if (phase != null && !phase.equals(before)) {
        phases.add(round);
      }
      before = phase;
    }
    return phases;
  }

  /** Whether the learning rate changed in every one of some rounds that followed one another. */
  boolean learningRateChangesByTheRound() {
    for (int i = 1; i < rounds.size(); i++) {
      if (changes(i) && !staysUpTo(i) && !staysFrom(i)) {
        return true;
      }
    }
    return false;
  }

  private boolean staysUpTo(int round) {
    return round >= 2 && !changes(round - 1);
  }

  private boolean staysFrom(int round) {
    return round + 1 < rounds.size() && !changes(round + 1);
  }

  private boolean changes(int round) {
    return rounds.get(round).metrics().learningRate()
        != rounds.get(round - 1).metrics().learningRate();
  }

  Map<String, Double> secondsByStage() {
    return secondsByStage;
  }

  double seconds() {
    return seconds;
  }
}
