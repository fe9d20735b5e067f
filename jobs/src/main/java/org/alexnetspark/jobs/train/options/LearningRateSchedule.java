package org.alexnetspark.jobs.train.options;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * How the learning rate falls. {@code plateau} is the paper's hand-made rule (section 5) as a
 * program: divide by ten when the validation error stops improving, at most three times.
 */
public sealed interface LearningRateSchedule extends Serializable
    permits LearningRateSchedule.Constant,
        LearningRateSchedule.Polynomial,
        LearningRateSchedule.Exponential,
        LearningRateSchedule.Step,
        LearningRateSchedule.Plateau,
        HandMade {

  /**
   * Where a schedule stands.
   *
   * @param rate for the coming rounds
   * @param reductions how often the rate has been divided by ten
   * @param bestError smallest validation error (1 - top-1) so far
   * @param withoutImprovement epochs since then
   */
  record State(double rate, int reductions, double bestError, int withoutImprovement) {
    public static State start(double rate) {
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

  /**
   * The rate of a round.
   *
   * @param epoch the round's, counted from 1
   * @param progress share of the whole run that lies behind, 0 to below 1
   */
  default double rate(State state, int epoch, double progress) {
    return state.rate();
  }

  /** What is set by hand in an epoch. */
  default Phase phase(int epoch) {
    return Phase.WHOLE_RUN;
  }

  /** The rate stays as it is. */
  record Constant() implements LearningRateSchedule {
    @Override
    public State afterEpoch(State state, int epoch, double validationError) {
      return state;
    }
  }

  /**
   * The rate falls in every round, to reach zero at the run's end: {@code rate * (1 -
   * progress)^power}, as Caffe's "poly".
   */
  record Polynomial(double power) implements LearningRateSchedule {
    public Polynomial {
      requirePositive(power);
    }

    @Override
    public State afterEpoch(State state, int epoch, double validationError) {
      return state;
    }

    @Override
    public double rate(State state, int epoch, double progress) {
      return state.rate() * Math.pow(1 - progress, power);
    }
  }

  /**
   * The rate falls by the same factor in equal times, from the first to a last one, as in the
   * authors' nets 153 to 170.
   *
   * @param last the rate at the run's end
   * @param steps of equal length, in each of which it stays as it is, the last one at the last
   *     rate; 0: it falls in every round
   */
  record Exponential(double last, int steps) implements LearningRateSchedule {
    public Exponential {
      requirePositive(last);
      if (steps < 0 || steps == 1) {
        throw new IllegalArgumentException(steps + " must be at least 2");
      }
    }

    @Override
    public State afterEpoch(State state, int epoch, double validationError) {
      return state;
    }

    @Override
    public double rate(State state, int epoch, double progress) {
      double fallen = steps == 0 ? progress : Math.floor(progress * steps) / (steps - 1);
      return state.rate() * Math.pow(last / state.rate(), Math.min(1, fallen));
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
   * The rate is divided by ten once the error has not improved in so many epochs; evaluations
   * between them do not count.
   *
   * @param patience epochs that are waited for
   * @param threshold by which the error has to fall, on the scale of 0 to 1
   */
  record Plateau(int patience, double threshold) implements LearningRateSchedule {
    private static final int REDUCTIONS = 3;

    public Plateau {
      requirePositive(patience);
      requirePositive(threshold);
    }

    @Override
    public State afterEpoch(State state, int epoch, double validationError) {
      if (Double.isNaN(validationError)) {
        return state;
      }
      if (validationError <= state.bestError() - threshold) {
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

  /** Epochs that {@code plateau} waits when no number is given. */
  int DEFAULT_PATIENCE = 5;

  /** Steps of {@code dexp} when no number is given: as many rates as the paper's run had. */
  int DEFAULT_STEPS = 4;

  /** A tenth of a point. */
  double DEFAULT_THRESHOLD = 0.001;

  private static void requirePositive(double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(value + " must be above 0");
    }
  }

  /**
   * Reads {@code plateau[:PATIENCE[:THRESHOLD]]}, {@code step:EPOCH,EPOCH,…}, {@code poly[:POWER]},
   * {@code exp:LAST}, {@code dexp:LAST[:STEPS]} or {@code constant}; the threshold in points of a
   * hundred.
   *
   * @throws IllegalArgumentException naming what would be valid
   */
  static LearningRateSchedule parse(String text) {
    List<String> parts = Arrays.asList(text.split(":", -1));
    List<String> values = parts.subList(1, parts.size());
    try {
      return switch (parts.get(0)) {
        case "constant" -> new Constant();
        case "plateau" ->
            new Plateau(
                values.isEmpty() ? DEFAULT_PATIENCE : Integer.parseInt(values.get(0)),
                values.size() < 2 ? DEFAULT_THRESHOLD : Double.parseDouble(values.get(1)) / 100);
        case "exp" -> new Exponential(Double.parseDouble(String.join("", values)), 0);
        case "dexp" ->
            new Exponential(
                Double.parseDouble(values.isEmpty() ? "" : values.get(0)),
                values.size() < 2 ? DEFAULT_STEPS : Integer.parseInt(values.get(1)));
        case "poly" -> new Polynomial(values.isEmpty() ? 1 : Double.parseDouble(values.get(0)));
        case "step" ->
            new Step(
                Arrays.stream(String.join("", values).split(","))
                    .map(String::strip)
                    .map(Integer::valueOf)
                    .toList());
        default -> throw new IllegalArgumentException("unknown schedule");
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not constant, plateau[:EPOCHS[:POINTS]], step:EPOCH,EPOCH,…, poly[:POWER], exp:LAST, "
              + "dexp:LAST[:STEPS], source, source-135 or a schedule's file",
          e);
    }
  }
}
