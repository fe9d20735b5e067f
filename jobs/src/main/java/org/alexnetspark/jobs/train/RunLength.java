package org.alexnetspark.jobs.train;

import org.alexnetspark.jobs.train.round.RoundLength;
import org.alexnetspark.jobs.train.round.TrainingState;

/**
 * How long a run is.
 *
 * @param minibatchesPerEpoch of the worker that has most
 * @param roundLength minibatches of a round
 * @param epochs the run ends after them
 * @param maxRounds or after so many rounds
 */
record RunLength(int minibatchesPerEpoch, RoundLength roundLength, int epochs, int maxRounds) {

  /** Whether there is nothing left to do after this state. */
  boolean ended(TrainingState state) {
    return state.epoch() > epochs || state.round() >= maxRounds;
  }

  /** Whether nothing is left of the state's epoch. */
  boolean endedEpoch(TrainingState state) {
    return state.nextMinibatch() >= minibatchesPerEpoch;
  }

  /** Minibatches in all. */
  long minibatches() {
    long minibatches = 0;
    long roundsLeft = maxRounds;
    for (int epoch = 1; epoch <= epochs && roundsLeft > 0; epoch++) {
      minibatches += Math.min(minibatchesPerEpoch, roundsLeft * roundLength.minibatches(epoch));
      roundsLeft -= roundLength.rounds(epoch, minibatchesPerEpoch);
    }
    return minibatches;
  }

  /** Minibatches up to this state. */
  int minibatchesDone(TrainingState state) {
    return state.steps(minibatchesPerEpoch);
  }

  /** Minibatches of the round that follows a state. */
  int minibatchesOfNextRound(TrainingState state) {
    return Math.min(
        roundLength.minibatches(state.epoch()), minibatchesPerEpoch - state.nextMinibatch());
  }
}
