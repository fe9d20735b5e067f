package org.alexnetspark.jobs.train;

import java.util.Locale;

/**
 * Notices a network that does not learn: the most common complaint about this one. A loss at
 * ln(classes) is that of a guess that never looks at the image; one that is not a number will never
 * be one again.
 */
final class StuckTraining {
  /** How near to ln(classes) an epoch's mean loss counts as nothing learnt. */
  private static final double MARGIN = 0.005;

  private final int classes;
  private double lossSum;
  private long examples;
  private double lossOfEpoch = Double.NaN;

  StuckTraining(int classes) {
    this.classes = classes;
  }

  /**
   * Takes note of a round.
   *
   * @throws TrainingDivergedException if the loss is not a number
   */
  void round(Round round, RoundOutcome outcome) {
    if (round.firstMinibatch() == 0) {
      lossSum = 0;
      examples = 0;
    }
    lossSum += outcome.loss() * outcome.examples();
    examples += outcome.examples();
    lossOfEpoch = lossSum / examples;
    if (!Double.isFinite(outcome.loss())) {
      throw new TrainingDivergedException(
          String.format(
              Locale.ROOT,
              "the loss is %s in round %d at learning rate %s: training has diverged; try a learning rate ten times "
                  + "smaller (--learning-rate %s)",
              outcome.loss(),
              round.number(),
              round.learningRate(),
              round.learningRate() / 10));
    }
  }

  /** Mean training loss of the epoch so far. */
  double lossOfEpoch() {
    return lossOfEpoch;
  }

  /** Warns where an epoch taught nothing. */
  void endOfEpoch(int epoch) {
    double guessing = Math.log(classes);
    if (lossOfEpoch > guessing * (1 - MARGIN)) {
      System.err.printf(
          Locale.ROOT,
          "warning: the loss of epoch %d is %.4f; ln(%d) = %.4f is that of guessing. The network has not begun to learn. "
              + "On small data --init he gets it going; a learning rate of 0.001 helps where the loss jumps; check that "
              + "labels fit the images.%n",
          epoch,
          lossOfEpoch,
          classes,
          guessing);
    }
  }
}
