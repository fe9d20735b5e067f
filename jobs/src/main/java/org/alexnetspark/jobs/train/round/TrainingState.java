package org.alexnetspark.jobs.train.round;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.alexnetspark.jobs.train.options.LearningRateSchedule;

/**
 * Everything that the rest of a run follows from, together with the run's options.
 *
 * @param round rounds done
 * @param epoch the epoch of the next round, counted from 1
 * @param nextMinibatch where in its share of that epoch each worker goes on
 * @param images training images used so far, over all workers
 * @param schedule where the learning rate stands
 * @param best the evaluation with the fewest errors so far
 * @param momentumChecksums of the files with the workers' own momentum, by worker
 * @param weights the average, in the order of {@link
 *     org.alexnetspark.model.specification.ParameterLayout}
 * @param momentum likewise; none where it is not averaged
 */
@JsonPropertyOrder({
  "round",
  "epoch",
  "nextMinibatch",
  "images",
  "schedule",
  "best",
  "momentumSums"
})
public record TrainingState(
    int round,
    int epoch,
    int nextMinibatch,
    long images,
    LearningRateSchedule.State schedule,
    Best best,
    // As earlier versions call it in their files.
    @JsonProperty("momentumSums") List<String> momentumChecksums,
    @JsonIgnore float[] weights,
    @JsonIgnore float[] momentum) {

  /**
   * The best evaluation so far.
   *
   * @param round after which it was found; 0 before the first evaluation
   * @param top1 accuracy from 0 to 1; -1 before the first evaluation
   */
  public record Best(int round, double top1) {
    static Best none() {
      return new Best(0, -1);
    }
  }

  /**
   * The start of a run.
   *
   * @param momentum to start with; none where it is not averaged
   */
  public static TrainingState start(float[] weights, float[] momentum, double learningRate) {
    return new TrainingState(
        0,
        1,
        0,
        0,
        LearningRateSchedule.State.start(learningRate),
        Best.none(),
        List.of(),
        weights,
        momentum);
  }

  /**
   * Minibatches that the worker that has most has taken so far.
   *
   * @param minibatchesPerEpoch its minibatches in an epoch
   */
  public int steps(int minibatchesPerEpoch) {
    return (epoch - 1) * minibatchesPerEpoch + Math.min(nextMinibatch, minibatchesPerEpoch);
  }

  /** The next round to be run from here. */
  public Round nextRound(RoundLength length, double learningRate) {
    return new Round(
        round + 1,
        epoch,
        nextMinibatch,
        length.minibatches(epoch),
        learningRate,
        momentumChecksums);
  }

  /** The state after the next round. */
  public TrainingState after(Round next, RoundOutcome outcome) {
    return new TrainingState(
        next.number(),
        next.epoch(),
        next.firstMinibatch() + next.minibatches(),
        images + outcome.examples(),
        schedule,
        best,
        outcome.momentumChecksums(),
        outcome.weights(),
        outcome.momentum());
  }

  /** The state at the start of the next epoch. */
  public TrainingState nextEpoch(LearningRateSchedule.State newSchedule) {
    return new TrainingState(
        round, epoch + 1, 0, images, newSchedule, best, momentumChecksums, weights, momentum);
  }

  /** The state once an evaluation of it was better than all before. */
  public TrainingState withBest(double top1) {
    return new TrainingState(
        round,
        epoch,
        nextMinibatch,
        images,
        schedule,
        new Best(round, top1),
        momentumChecksums,
        weights,
        momentum);
  }

  /** The state with the vectors that are kept beside {@code state.json}. */
  public TrainingState withVectors(float[] newWeights, float[] newMomentum) {
    return new TrainingState(
        round,
        epoch,
        nextMinibatch,
        images,
        schedule,
        best,
        momentumChecksums,
        newWeights,
        newMomentum);
  }
}
