package org.alexnetspark.jobs.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.alexnetspark.jobs.train.round.Round;

/**
 * Notices a network that does not learn: the most common complaint about this one. A loss at
 * ln(classes) is that of a guess that never looks at the image; one that is not a number will never
 * be one again.
 */
final class StuckTraining {
  /** How near to ln(classes) a mean loss counts as nothing learnt. */
  private static final double MARGIN = 0.005;

  private final int classes;
  private final String remedy;
  private final List<Double> lossesOfEpoch = new ArrayList<>();
  private boolean advised;

  /**
   * @param remedy a sentence on what may get this network going, and a space; may be empty
   */
  StuckTraining(int classes, String remedy) {
    this.classes = classes;
    this.remedy = remedy;
  }

  /**
   * Takes note of a round.
   *
   * @param loss mean over the round's images
   * @throws TrainingDivergedException if the loss is not a number
   */
  void round(Round round, double loss) {
    if (round.firstMinibatch() == 0) {
      lossesOfEpoch.clear();
    }
    lossesOfEpoch.add(loss);
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException(
          String.format(
              Locale.ROOT,
              "the loss is %s in round %d: training has diverged; try a smaller learning rate than %s, such as "
                  + "--learning-rate %s",
              loss,
              round.number(),
              round.learningRate(),
              round.learningRate() / 10));
    }
  }

  /**
   * Whether the later half of the epoch's rounds was no better than guessing; the first rounds may
   * be worse than that.
   */
  private boolean stuck() {
    double late =
        lossesOfEpoch.stream()
            .skip(lossesOfEpoch.size() / 2)
            .mapToDouble(Double::doubleValue)
            .average()
            .orElse(Double.NaN);
    return late > Math.log(classes) * (1 - MARGIN);
  }

  /** What to tell the user at the end of an epoch: once in a run, when it is first stuck. */
  Optional<String> advice() {
    if (advised || !stuck()) {
      return Optional.empty();
    }
    advised = true;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "warning: the training loss is not below ln(%d) = %.4f, that of guessing: the network has not begun to learn. %sCheck "
                + "that labels fit the images; a smaller --learning-rate helps where the loss jumps.",
            classes,
            Math.log(classes),
            remedy));
  }
}
