package org.alexnetspark.jobs.report;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.jobs.run.MetricsLine;

/**
 * Everything that a run's report shows. Any list may be empty: its section then is left out.
 *
 * @param title heading of the page, usually the run's name
 * @param metrics all lines of the run's metrics, in their order
 * @param kernels conv1's kernels, tower by tower
 * @param meanImage the training images' mean, if there is one; see {@link Pictures#ofLevels}
 * @param colors in which directions the training images' colours vary, if that is known
 * @param classNames what to call the classes, by label
 * @param confusion how the validation images were classified, if they were
 * @param examples groups of photographs and what the network says of them
 * @param options every option of the run as resolved
 * @param versions of the programs and of the data used
 */
public record ReportContent(
    String title,
    List<MetricsLine> metrics,
    List<Kernels> kernels,
    Optional<BufferedImage> meanImage,
    Optional<ColorDirections> colors,
    List<String> classNames,
    Optional<Confusion> confusion,
    List<ExampleGroup> examples,
    Map<String, String> options,
    Map<String, String> versions) {
  private static final int FIVE = 5;

  public ReportContent {
    metrics = List.copyOf(metrics);
    kernels = List.copyOf(kernels);
    classNames = List.copyOf(classNames);
    examples = List.copyOf(examples);
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /** Whether the first five guesses are not simply all; where no class is known, they may be. */
  boolean hasTopFive() {
    return classNames.isEmpty() || classNames.size() > FIVE;
  }

  /**
   * Principal components of RGB values, in levels of 0 to 255.
   *
   * @param mean colour
   * @param deviations along each component, largest first
   * @param directions of length 1, a row each
   */
  public record ColorDirections(double[] mean, double[] deviations, double[][] directions) {}

  /**
   * Photographs that have something in common.
   *
   * @param heading what that is, in a few words
   * @param explanation in a sentence
   */
  public record ExampleGroup(String heading, String explanation, List<ExamplePrediction> examples) {
    public ExampleGroup {
      examples = List.copyOf(examples);
    }
  }

  /**
   * A photograph and the classes that the network finds most probable.
   *
   * @param image the photograph as the network gets it
   * @param trueClass its class's name, if known
   * @param guesses the most probable classes, best first
   */
  public record ExamplePrediction(
      BufferedImage image, Optional<String> trueClass, List<NamedGuess> guesses) {
    public ExamplePrediction {
      guesses = List.copyOf(guesses);
    }
  }

  /** A class's name and its probability, from 0 to 1. */
  public record NamedGuess(String name, double probability) {}
}
