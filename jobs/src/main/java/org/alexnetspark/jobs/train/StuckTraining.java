package org.alexnetspark.jobs.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.alexnetspark.jobs.train.options.HandMade;
import org.alexnetspark.jobs.train.options.LearningRateSchedule;
import org.alexnetspark.jobs.train.options.Phase;
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
  private final LearningRateSchedule schedule;
  private final List<Double> lossesOfEpoch = new ArrayList<>();
  private boolean advised;
  private Phase phase = Phase.WHOLE_RUN;

  /**
   * @param remedy a sentence on what may get this network going, and a space; may be empty
   * @param schedule whose phases begin anew: what is stuck in one is told once more in the next
   */
  StuckTraining(int classes, String remedy, LearningRateSchedule schedule) {
    this.classes = classes;
    this.remedy = remedy;
    this.schedule = schedule;
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
    Phase current = schedule.phase(round.epoch());
    if (!current.equals(phase)) {
      phase = current;
      advised = false;
    }
    lossesOfEpoch.add(loss);
    if (!Double.isFinite(loss)) {
      throw new TrainingDivergedException(
          String.format(
              Locale.ROOT,
              "the loss is %s in round %d%s: training has diverged; try a smaller learning rate than %s, such as %s",
              loss,
              round.number(),
              ofPhase(),
              round.learningRate(),
              phase.rate() == 1
                  ? "--learning-rate " + round.learningRate() / 10
                  : "\"rate " + phase.rate() / 10 + "\" in that phase"));
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

  /** In which phase of a hand-made schedule; empty without one. */
  private String ofPhase() {
    return schedule instanceof HandMade
        ? ", phase from epoch " + phase.firstEpoch() + " (" + phase.settings() + ")"
        : "";
  }

  /**
   * What to tell the user at the end of an epoch: once in a run or phase, when it is first stuck.
   */
  Optional<String> advice() {
    if (advised || !stuck()) {
      return Optional.empty();
    }
    advised = true;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "warning: the training loss is not below ln(%d) = %.4f, that of guessing%s: the network has not begun to learn. %sCheck "
                + "that labels fit the images; a smaller --learning-rate helps where the loss jumps.",
            classes,
            Math.log(classes),
            ofPhase(),
            remedy));
  }
}
