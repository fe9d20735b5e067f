package org.alexnetspark.jobs.train;

import java.util.Arrays;
import java.util.List;

/**
 * How the learning rate falls. {@code plateau} is the paper's hand-made rule (section 5) as a
 * program: divide by ten when the validation error stops improving, at most three times.
 */
public sealed interface LearningRateSchedule {

  /**
   * Where a schedule stands.
   *
   * @param rate for the coming rounds
   * @param reductions how often the rate has been divided by ten
   * @param bestError smallest validation error (1 - top-1) so far
   * @param withoutImprovement evaluations since then
   */
  record State(double rate, int reductions, double bestError, int withoutImprovement) {
    static State start(double rate) {
      return new State(rate, 0, Double.POSITIVE_INFINITY, 0);
    }

    private State divided() {
      return new State(rate / 10, reductions + 1, bestError, 0);
    }
  }

  /**
   * The state after an epoch that ended in this validation error; NaN where there was no
   * validation.
   */
  State afterEpoch(State state, int epoch, double validationError);

  /** The rate stays as it is. */
  record Constant() implements LearningRateSchedule {
    @Override
    public State afterEpoch(State state, int epoch, double validationError) {
      return state;
    }
  }

  /** The rate is divided by ten after each of these epochs. */
  record Step(List<Integer> epochs) implements LearningRateSchedule {
    @Override
    public State afterEpoch(State state, int epoch, double validationError) {
      return epochs.contains(epoch) ? state.divided() : state;
    }
  }

  /**
   * The rate is divided by ten once the error has not improved by a tenth of a point in {@code
   * patience} evaluations.
   */
  record Plateau(int patience) implements LearningRateSchedule {
    private static final double IMPROVEMENT = 0.001;
    private static final int REDUCTIONS = 3;

    @Override
    public State afterEpoch(State state, int epoch, double validationError) {
      if (Double.isNaN(validationError)) {
        return state;
      }
      if (validationError <= state.bestError() - IMPROVEMENT) {
        return new State(state.rate(), state.reductions(), validationError, 0);
      }
      State waiting =
          new State(
              state.rate(), state.reductions(), state.bestError(), state.withoutImprovement() + 1);
      boolean reduce =
          waiting.withoutImprovement() >= patience && waiting.reductions() < REDUCTIONS;
      return reduce ? waiting.divided() : waiting;
    }
  }

  /** Evaluations that {@code plateau} waits when no number is given. */
  int DEFAULT_PATIENCE = 5;

  /**
   * Reads {@code plateau}, {@code plateau:PATIENCE}, {@code step:EPOCH,EPOCH,…} or {@code
   * constant}.
   *
   * @throws IllegalArgumentException naming what would be valid
   */
  static LearningRateSchedule parse(String text) {
    String[] nameAndValue = text.split(":", 2);
    String value = nameAndValue.length == 2 ? nameAndValue[1] : "";
    try {
      return switch (nameAndValue[0]) {
        case "constant" -> new Constant();
        case "plateau" -> new Plateau(value.isEmpty() ? DEFAULT_PATIENCE : Integer.parseInt(value));
        case "step" ->
            new Step(
                Arrays.stream(value.split(",")).map(String::strip).map(Integer::valueOf).toList());
        default -> throw new IllegalArgumentException("unknown schedule");
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not constant, plateau, plateau:EVALUATIONS or step:EPOCH,EPOCH,…",
          e);
    }
  }
}
