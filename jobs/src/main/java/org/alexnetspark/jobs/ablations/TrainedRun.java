package org.alexnetspark.jobs.ablations;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;

/**
 * What one run came to, epoch by epoch. Errors are shares of images, from 0 to 1.
 *
 * @param trainingError of epoch 1, 2, …: of the images as they were used, with dropout and
 *     augmentation; empty where nobody counted what was guessed right
 * @param validationError after epoch 1, 2, …; empty where the dataset has no validation split
 */
record TrainedRun(long seed, List<Double> trainingError, List<Double> validationError) {

  TrainedRun {
    trainingError = List.copyOf(trainingError);
    validationError = List.copyOf(validationError);
  }

  /** Adds up the rounds of each epoch and takes the last evaluation after each. */
  static TrainedRun of(long seed, List<MetricsLine> metrics) {
    TreeMap<Integer, Double> wrong = new TreeMap<>();
    TreeMap<Integer, Long> images = new TreeMap<>();
    TreeMap<Integer, Double> validation = new TreeMap<>();
    long before = 0;
    int epoch = 0;
    for (MetricsLine line : metrics) {
      if (line instanceof RoundMetrics round) {
        epoch = round.epoch();
        long used = round.images() - before;
        before = round.images();
        if (round.top1() != null) { // a DL4J graph does not count what it guessed right
          images.merge(epoch, used, Long::sum);
          wrong.merge(epoch, used * (1 - round.top1()), Double::sum);
        }
      } else if (line instanceof EvaluationMetrics evaluation) {
        validation.put(epoch, 1 - evaluation.top1());
      }
    }
    List<Double> training = new ArrayList<>();
    wrong.forEach((each, sum) -> training.add(sum / images.get(each)));
    return new TrainedRun(seed, training, new ArrayList<>(validation.values()));
  }

  /** The first epoch whose training error was at most the target, counted from 1. */
  OptionalDouble epochsTo(double target) {
    for (int i = 0; i < trainingError.size(); i++) {
      if (trainingError.get(i) <= target) {
        return OptionalDouble.of(i + 1.0);
      }
    }
    return OptionalDouble.empty();
  }

  /** After the last epoch. */
  OptionalDouble lastValidationError() {
    return last(validationError);
  }

  /** In the last epoch. */
  OptionalDouble lastTrainingError() {
    return last(trainingError);
  }

  private static OptionalDouble last(List<Double> errors) {
    return errors.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(errors.get(errors.size() - 1));
  }
}
