package org.alexnetspark.jobs.ablations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.page.LineChart;

/**
 * The runs of all variants, as a table and as curves: means over the seeds with their standard
 * deviations.
 *
 * @param targetError training error, from 0 to 1, for which epochs are counted as in the paper's
 *     figure 1
 * @param seeds of each variant
 */
record Comparison(double targetError, int seeds, List<OfVariant> variants) {

  /**
   * A variant's runs.
   *
   * @param runs of the seeds that did not fail
   */
  record OfVariant(Variant variant, List<TrainedRun> runs) {
    OfVariant {
      runs = List.copyOf(runs);
    }

    private Spread spread(Function<TrainedRun, OptionalDouble> value) {
      return Spread.of(
          runs.stream()
              .map(value)
              .filter(OptionalDouble::isPresent)
              .map(OptionalDouble::getAsDouble)
              .toList());
    }
  }

  /** A row of the table; cells are text. */
  record Row(
      String name, String epochsToTarget, String training, String validation, String options) {}

  Comparison {
    variants = List.copyOf(variants);
  }

  /** What the columns are called. */
  Row head() {
    return new Row(
        "variant",
        String.format(Locale.ROOT, "epochs to %.0f %% training error", 100 * targetError),
        "training error at the end",
        "validation error at the end",
        "options");
  }

  List<Row> rows() {
    return variants.stream()
        .map(
            each ->
                new Row(
                    each.variant().name(),
                    epochs(each.spread(run -> run.epochsTo(targetError))),
                    percent(each.spread(TrainedRun::lastTrainingError)),
                    percent(each.spread(TrainedRun::lastValidationError)),
                    String.join(" ", each.variant().options())))
        .toList();
  }

  private String epochs(Spread spread) {
    if (spread.count() == 0) {
      return "not reached";
    }
    String mean = withDeviation(spread, 1, "");
    return spread.count() < seeds ? mean + " (" + spread.count() + " of " + seeds + " runs)" : mean;
  }

  private String percent(Spread spread) {
    if (spread.count() == 0) {
      return "–";
    }
    String mean = withDeviation(spread, 100, " %");
    return spread.count() < seeds ? mean + " (" + spread.count() + " of " + seeds + " runs)" : mean;
  }

  private static String withDeviation(Spread spread, double factor, String unit) {
    return Double.isNaN(spread.deviation())
        ? String.format(Locale.ROOT, "%.1f%s", factor * spread.mean(), unit)
        : String.format(
            Locale.ROOT,
            "%.1f ± %.1f%s",
            factor * spread.mean(),
            factor * spread.deviation(),
            unit);
  }

  /** The training errors by epoch, as SVG; empty where no run ended an epoch. */
  Optional<byte[]> trainingCurves() {
    return curves("training error in %", TrainedRun::trainingError);
  }

  /** The validation errors by epoch, as SVG; empty where nothing was evaluated. */
  Optional<byte[]> validationCurves() {
    return curves("validation error in %", TrainedRun::validationError);
  }

  private Optional<byte[]> curves(String title, Function<TrainedRun, List<Double>> errors) {
    Map<String, LineChart.Line> lines = new LinkedHashMap<>();
    for (OfVariant each : variants) {
      List<Spread> byEpoch = byEpoch(each.runs().stream().map(errors).toList());
      if (!byEpoch.isEmpty()) {
        lines.put(
            each.variant().name(),
            new LineChart.Line(
                IntStream.rangeClosed(1, byEpoch.size()).asDoubleStream().toArray(),
                byEpoch.stream().mapToDouble(spread -> 100 * spread.mean()).toArray(),
                byEpoch.stream()
                    .mapToDouble(
                        spread -> Double.isNaN(spread.deviation()) ? 0 : 100 * spread.deviation())
                    .toArray()));
      }
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(LineChart.svg("epochs", title, lines, List.of()));
  }

  private static List<Spread> byEpoch(List<List<Double>> runs) {
    int epochs = runs.stream().mapToInt(List::size).max().orElse(0);
    List<Spread> spreads = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      int index = epoch;
      spreads.add(
          Spread.of(
              runs.stream().filter(run -> index < run.size()).map(run -> run.get(index)).toList()));
    }
    return spreads;
  }
}
