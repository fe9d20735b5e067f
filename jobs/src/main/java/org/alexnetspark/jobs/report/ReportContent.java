package org.alexnetspark.jobs.report;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.jobs.page.ColorDirections;
import org.alexnetspark.jobs.page.Confusion;
import org.alexnetspark.jobs.page.ExampleGroup;
import org.alexnetspark.jobs.page.Kernels;
import org.alexnetspark.jobs.page.Pictures;
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
}
