package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.alexnetspark.jobs.evaluate.Evaluation;
import org.alexnetspark.jobs.evaluate.Evaluator;
import org.alexnetspark.jobs.evaluate.ShownPhotographs;
import org.alexnetspark.jobs.page.ColorDirections;
import org.alexnetspark.jobs.page.Confusion;
import org.alexnetspark.jobs.page.Kernels;
import org.alexnetspark.jobs.page.Pictures;
import org.alexnetspark.jobs.report.ReportContent;
import org.alexnetspark.jobs.report.ReportPage;
import org.alexnetspark.jobs.train.folder.RunDescription;
import org.alexnetspark.jobs.train.folder.RunFolder;
import org.alexnetspark.jobs.train.options.Recipe;
import org.alexnetspark.jobs.trained.ClassifyingModel;
import org.alexnetspark.preprocess.dataset.Split;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;

/** Gathers what {@code report.html} shows of a run that has ended, and writes it. */
final class RunReport {
  private final TrainingData data;
  private final Evaluator validation;
  private final RunFolder folder;

  /**
   * A report to be written.
   *
   * @param validation null where the dataset has no validation split
   */
  RunReport(TrainingData data, Evaluator validation, RunFolder folder) {
    this.data = data;
    this.validation = validation;
    this.folder = folder;
  }

  /** Evaluates the best model once more, for its confusion and examples, and writes the page. */
  void write(RunDescription description) throws IOException {
    ClassifyingModel model = folder.model();
    Optional<Evaluation> evaluation =
        Optional.ofNullable(validation).map(evaluator -> evaluator.evaluate(model.weights()));
    ShownPhotographs photographs =
        new ShownPhotographs(data.uri(), data.dataset(), Split.VALIDATION, data.hadoop());
    folder.writeReport(
        ReportPage.render(
            new ReportContent(
                folder.longName(),
                folder.metrics(),
                model
                    .overTowers()
                    .map(network -> Kernels.ofFirstLayer(network.network(), network.weights()))
                    .orElse(List.of()),
                Optional.of(Pictures.ofLevels(model.mean(), model.imageSize(), model.imageSize())),
                Optional.of(colors()),
                model.classNames(),
                evaluation.map(each -> Confusion.of(each.confusion())),
                evaluation.isPresent() ? photographs.of(evaluation.get()) : List.of(),
                options(description),
                versions(description))));
  }

  private ColorDirections colors() {
    PrincipalComponents components = data.colors();
    return new ColorDirections(
        components.channelMean(), components.deviations(), components.eigenvectors());
  }

  private static Map<String, String> options(RunDescription description) {
    Map<String, String> options = new LinkedHashMap<>();
    if (description.network() != null) {
      options.put("reading", Recipe.reading(description.options()));
    }
    options.putAll(description.options());
    return options;
  }

  private static Map<String, String> versions(RunDescription description) {
    Map<String, String> versions = new LinkedHashMap<>(description.versions());
    versions.put("dataset", description.datasetFingerprint());
    return versions;
  }
}
