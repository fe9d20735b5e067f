package org.alexnetspark.jobs.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.page.ColorDirections;
import org.alexnetspark.jobs.page.Confusion;
import org.alexnetspark.jobs.page.ExampleGroup;
import org.alexnetspark.jobs.page.ExamplePrediction;
import org.alexnetspark.jobs.page.Kernels;
import org.alexnetspark.jobs.page.NamedGuess;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;

/** A run's content as it might be, of any number of rounds and classes. */
final class SampleReport {

  private SampleReport() {}

  static ReportContent of(int rounds, int classes) {
    SplittableRandom random = new SplittableRandom(1);
    List<String> names =
        IntStream.range(0, classes)
            .mapToObj(label -> String.format(Locale.ROOT, "n%08d class of <sort> %d", label, label))
            .toList();
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--learning-rate", "0.01");
    options.put("--data", "hdfs://name & node/data");
    return new ReportContent(
        "Run of <b>AlexNet</b> & friends",
        metrics(rounds, random),
        List.of(kernels(48, random), kernels(48, random)),
        Optional.of(Pictures.ofLevels(levels(256 * 256 * 3), 256, 256)),
        Optional.of(
            new ColorDirections(
                new double[] {127, 120, 105},
                new double[] {120, 38, 20},
                new double[][] {{0.56, 0.58, 0.59}, {0.73, -0.02, -0.68}, {0.39, -0.81, 0.43}})),
        names,
        Optional.of(Confusion.of(counts(classes, random))),
        List.of(
            new ExampleGroup(
                "Best & worst",
                "Both.",
                List.of(
                    new ExamplePrediction(
                        photograph(),
                        Optional.of(names.get(0)),
                        guesses(names, 0.62, 0.2, 0.1, 0.05, 0.02)),
                    new ExamplePrediction(
                        photograph(),
                        Optional.of(names.get(1)),
                        guesses(names, 0.4, 0.3, 0.1, 0.05, 0.02)),
                    new ExamplePrediction(
                        photograph(), Optional.empty(), guesses(names, 0.9, 0.04))))),
        options,
        Map.of("spark", "3.5.6"));
  }

  /** A report of a run that left nothing but metrics. */
  static ReportContent of(String name, List<MetricsLine> metrics) {
    return new ReportContent(
        name,
        metrics,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        Map.of(),
        Map.of());
  }

  static List<MetricsLine> metrics(int rounds, SplittableRandom random) {
    List<MetricsLine> lines = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      double left = Math.exp(-2.5 * round / rounds);
      Map<String, Double> seconds = new LinkedHashMap<>();
      seconds.put("broadcast", 0.2);
      seconds.put("train", 4 + random.nextDouble());
      seconds.put("average", 0.4);
      lines.add(
          new RoundMetrics(
              round,
              1 + (round - 1) / 10,
              1280L * round,
              0.3 + 2 * left + 0.2 * random.nextDouble(),
              round <= rounds * 2 / 3 ? 0.01 : 0.001,
              256,
              seconds,
              Map.of("conv1", new RoundMetrics.LayerMagnitudes(0.01, 0.0001)),
              null,
              null));
      if (round % 10 == 0) {
        lines.add(
            new EvaluationMetrics(
                round,
                "val",
                1,
                0.5 + 1.8 * left,
                1 - 0.9 * left,
                1 - 0.4 * left,
                Map.of("evaluate", 6.0)));
      }
    }
    return lines;
  }

  private static Kernels kernels(int count, SplittableRandom random) {
    float[] weights = new float[count * 11 * 11 * 3];
    for (int kernel = 0; kernel < count; kernel++) {
      double angle = random.nextDouble(Math.PI);
      double frequency = random.nextDouble(0.3, 1.2);
      for (int i = 0; i < 121; i++) {
        int row = i / 11;
        int column = i % 11;
        double wave = Math.sin(frequency * (column * Math.cos(angle) + row * Math.sin(angle)));
        for (int channel = 0; channel < 3; channel++) {
          weights[(kernel * 121 + i) * 3 + channel] =
              (float) (wave * (kernel % 2 == 0 ? 1 : channel - 1));
        }
      }
    }
    return Kernels.of(count, 11, weights);
  }

  private static int[][] counts(int classes, SplittableRandom random) {
    int[][] counts = new int[classes][classes];
    for (int row = 0; row < classes; row++) {
      for (int image = 0; image < 40; image++) {
        counts[row][random.nextDouble() < 0.7 ? row : random.nextInt(classes)]++;
      }
    }
    return counts;
  }

  private static BufferedImage photograph() {
    return Pictures.ofLevels(levels(256 * 256 * 3), 256, 256);
  }

  private static float[] levels(int count) {
    float[] levels = new float[count];
    for (int i = 0; i < count; i++) {
      int row = i / 3 / 256;
      int column = i / 3 % 256;
      int level = (row + column + 40 * (i % 3)) % 256;
      levels[i] = level;
    }
    return levels;
  }

  private static List<NamedGuess> guesses(List<String> names, double... probabilities) {
    return IntStream.range(0, probabilities.length)
        .mapToObj(i -> new NamedGuess(names.get(i % names.size()), probabilities[i]))
        .toList();
  }
}
