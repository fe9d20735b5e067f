package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alexnetspark.jobs.cli.Version;
import org.alexnetspark.jobs.train.folder.RunDescription;
import org.alexnetspark.jobs.train.options.HandMade;
import org.alexnetspark.jobs.train.options.LearningRateSchedule;
import org.alexnetspark.jobs.train.options.TrainingImages;
import org.alexnetspark.jobs.train.round.FeedingPlan;
import org.alexnetspark.jobs.train.round.Trainable;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.statistics.StatisticsFiles;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code run.json} says of a run that is about to begin or to go on. */
final class DescribedRun {
  private static final Set<String> NOT_ABOUT_THE_RUN = Set.of("--help", "--version", "--verbose");

  private final Trainable trainable;
  private final TrainingImages images;
  private final FeedingPlan feeding;

  DescribedRun(Trainable trainable, TrainingImages images, FeedingPlan feeding) {
    this.trainable = trainable;
    this.images = images;
    this.feeding = feeding;
  }

  /**
   * The description.
   *
   * @param command with its options' values
   */
  RunDescription by(
      CommandSpec command,
      LearningRateSchedule schedule,
      DeviceChoice devices,
      TrainingData data,
      JavaSparkContext spark)
      throws IOException {
    return new RunDescription(
        options(command),
        trainable.specification().orElse(null),
        trainable.graphFingerprint().orElse(null),
        trainable.parameters(),
        StatisticsFiles.fingerprint(data.dataset(), data.folder(), data.hadoop()),
        data.classes().stream().map(SynsetClass::synset).toList(),
        Map.of(
            "alexnet-spark", Version.current(),
            "spark", spark.version(),
            "java", Runtime.version().toString(),
            "nd4j", Version.ofDeepLearning()),
        Map.of(
            "master", spark.master(),
            "application", spark.sc().applicationId(),
            "taskSlots", String.valueOf(spark.defaultParallelism())),
        devices.toString(),
        List.of(),
        null,
        schedule instanceof HandMade byHand ? byHand.lines() : null);
  }

  /** Every option that says something about the run, as resolved. */
  private Map<String, String> options(CommandSpec command) {
    Map<String, String> options = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      if (option.getValue() != null && !NOT_ABOUT_THE_RUN.contains(option.longestName())) {
        options.put(option.longestName(), String.valueOf(option.<Object>getValue()));
      }
    }
    images.describe(options);
    trainable.optionsWithoutMeaning().forEach(options::remove);
    options.put("--workers", String.valueOf(feeding.workers()));
    options.put("--learning-rate", String.valueOf(trainable.learningRate()));
    return options;
  }
}
