package org.alexnetspark.jobs.train.folder;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.jobs.train.options.Recipe;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.model.dl4j.NetworkArchive;

/**
 * {@code MODEL_CARD.md}: what whoever is handed a {@code model.zip} should know of it, after
 * Mitchell et al., "Model cards for model reporting" (2019).
 */
final class ModelCard {
  private static final int CLASSES_SHOWN = 20;

  private ModelCard() {}

  /**
   * The card's Markdown.
   *
   * @param run the run's name
   * @param metrics up to the round whose weights the model has
   */
  static String of(
      String run, RunDescription description, ClassifyingModel model, List<MetricsLine> metrics) {
    return String.format(
        Locale.ROOT,
        """
    # Model card: %s

    %s

    ## Results

    %s

    ## Data

    | | |
    |---|---|
    | dataset | `%s` |
    | fingerprint (SHA-256) | `%s` |
    | images | %d x %d pixels |
    | classes | %d: %s |

    ## Training

    %s%s

    | option | value |
    |---|---|
    %s
    ## Limits

    - It knows the classes above and nothing else: on a photograph of anything else it sees one of them too.
    - Photographs have to be prepared as for its training, which `train.jar predict` does.
    - Its probabilities need not be how often it is right; `train.jar evaluate` measures the difference.
    - The results are those of one seed, on photographs like those that it was trained on. The terms of these photographs \
    may bind those who use the model.
    %s
    ## Versions

    | | |
    |---|---|
    %s""",
        run,
        model.description(),
        results(metrics),
        description.options().getOrDefault("--data", ""),
        description.datasetFingerprint(),
        model.imageSize(),
        model.imageSize(),
        model.classes().size(),
        classes(model.classNames()),
        training(metrics),
        reading(description),
        rows(description.options()),
        limits(description),
        rows(description.versions()));
  }

  /** The newest evaluation: the one that made the model the best so far. */
  private static String results(List<MetricsLine> metrics) {
    return last(EvaluationMetrics.class, metrics)
        .map(
            last ->
                String.format(
                    Locale.ROOT,
                    "Split `%s`, %s, after round %d: top-1 error %.2f %%, top-5 error %.2f %%, loss %.4f.",
                    last.split(),
                    Count.of(last.views(), "view"),
                    last.round(),
                    100 * (1 - last.top1()),
                    100 * (1 - last.top5()),
                    last.loss()))
        .orElse("Not evaluated: the dataset has no validation split.");
  }

  /** Which reading of the 2012 experiment it is, where it is one. */
  private static String reading(RunDescription description) {
    return description.network() == null
        ? ""
        : "\n\nReading: " + Recipe.reading(description.options()) + ".";
  }

  private static String limits(RunDescription description) {
    return Optional.ofNullable(description.network())
        .flatMap(NetworkArchive::refusalByDl4j)
        .map(reason -> "- The zip is for this project's commands alone: " + reason + ".\n")
        .orElse("");
  }

  private static String training(List<MetricsLine> metrics) {
    return last(RoundMetrics.class, metrics)
        .map(
            last ->
                String.format(
                    Locale.ROOT,
                    "Parameter averaging, %s, %s, %s begun; training loss of the last round %.4f.",
                    Count.of(last.round(), "round"),
                    Count.of(last.images(), "image"),
                    Count.of(last.epoch(), "epoch"),
                    last.loss()))
        .orElse("Not trained.");
  }

  private static <T extends MetricsLine> Optional<T> last(
      Class<T> kind, List<MetricsLine> metrics) {
    return metrics.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .reduce((before, after) -> after);
  }

  private static String classes(List<String> names) {
    String first = names.stream().limit(CLASSES_SHOWN).collect(Collectors.joining("; "));
    return cell(names.size() > CLASSES_SHOWN ? first + "; …" : first);
  }

  private static String rows(Map<String, String> entries) {
    return entries.entrySet().stream()
        .map(entry -> "| " + cell(entry.getKey()) + " | " + cell(entry.getValue()) + " |\n")
        .collect(Collectors.joining());
  }

  /** A line or a column must not end inside a cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }
}
