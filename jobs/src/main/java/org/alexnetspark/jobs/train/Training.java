package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.cli.Stage;
import org.alexnetspark.jobs.evaluate.Evaluation;
import org.alexnetspark.jobs.evaluate.Evaluator;
import org.alexnetspark.jobs.feeding.EpochPlan;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.model.LayerMagnitude;
import org.alexnetspark.model.ParameterLayout;
import org.alexnetspark.preprocess.dataset.Split;

/**
 * The epochs of a run: rounds, and between them evaluations, checkpoints and the learning rate's
 * fall.
 */
final class Training {
  /** The split that tells how good the network is, where the dataset has it. */
  static final String VALIDATION = "val";

  private static final double PERCENT = 100;

  private final TrainingPlan plan;
  private final Limits limits;
  private final LearningRateSchedule schedule;
  private final Rounds rounds;
  private final Evaluator validation;
  private final RunFolder folder;
  private final StuckTraining stuck;
  private final int minibatchesPerEpoch;
  private final ParameterLayout layout;

  /**
   * How long a run is and what happens how often.
   *
   * @param epochs the run ends after them
   * @param rounds or after these
   * @param checkpointEvery rounds; 0: at the end of each epoch only
   * @param evaluateEvery likewise
   */
  record Limits(int epochs, int rounds, int checkpointEvery, int evaluateEvery) {}

  /**
   * @param validation evaluates on the validation split; null where the dataset has none
   */
  Training(
      TrainingPlan plan,
      Split split,
      Limits limits,
      LearningRateSchedule schedule,
      Rounds rounds,
      Evaluator validation,
      StuckTraining stuck,
      RunFolder folder) {
    this.plan = plan;
    this.limits = limits;
    this.schedule = schedule;
    this.rounds = rounds;
    this.validation = validation;
    this.folder = folder;
    this.stuck = stuck;
    EpochPlan anyEpoch = EpochPlan.asStored(split);
    this.minibatchesPerEpoch =
        IntStream.range(0, plan.workers())
            .map(worker -> anyEpoch.minibatches(worker, plan.workers(), plan.batchSize()))
            .max()
            .orElseThrow();
    this.layout = new ParameterLayout(plan.network());
  }

  /** Rounds of a whole epoch. */
  private int roundsPerEpoch() {
    return (minibatchesPerEpoch + plan.averageEvery() - 1) / plan.averageEvery();
  }

  /** Trains from the given state to the end of the run. */
  TrainingState run(TrainingState start) throws IOException {
    TrainingState state = start;
    long allRounds = Math.min((long) limits.epochs() * roundsPerEpoch(), limits.rounds());
    try (Stage stage = Stage.begin("Training rounds", allRounds)) {
      stage.advanceTo(state.round());
      while (state.epoch() <= limits.epochs() && state.round() < limits.rounds()) {
        state = epoch(state, stage);
      }
      stage.result(
          String.format(Locale.ROOT, "%,d images in %d epochs", state.images(), state.epoch() - 1));
    }
    return state;
  }

  private TrainingState epoch(TrainingState start, Stage stage) throws IOException {
    TrainingState state = start;
    while (state.nextMinibatch() < minibatchesPerEpoch && state.round() < limits.rounds()) {
      state = round(state, stage);
      boolean epochEnds = state.nextMinibatch() >= minibatchesPerEpoch;
      if (!epochEnds) {
        state = due(limits.evaluateEvery(), state) ? evaluate(state).state() : state;
        if (due(limits.checkpointEvery(), state)) {
          folder.checkpoint(state);
        }
      }
    }
    if (state.nextMinibatch() >= minibatchesPerEpoch) {
      if (stuck.stuck()) {
        System.err.println(stuck.advice());
      }
      Evaluated evaluated = evaluate(state);
      state =
          evaluated
              .state()
              .nextEpoch(schedule.afterEpoch(state.schedule(), state.epoch(), evaluated.error()));
    }
    folder.checkpoint(state);
    return state;
  }

  private TrainingState round(TrainingState before, Stage stage) throws IOException {
    Round round = before.nextRound();
    long start = System.nanoTime();
    RoundOutcome outcome = rounds.run(round, before.weights(), before.momentum());
    double seconds = (System.nanoTime() - start) / 1e9;
    stuck.round(round, outcome.loss());
    TrainingState after = before.after(outcome, plan.averageEvery());
    folder.append(
        new RoundMetrics(
            round.number(),
            round.epoch(),
            after.images(),
            outcome.loss(),
            round.learningRate(),
            outcome.examples() / seconds,
            outcome.seconds(),
            magnitudes(before, after)));
    folder.placed(outcome.places(plan.network().towers()));
    stage.advanceTo(round.number());
    stage.note(
        String.format(
            Locale.ROOT,
            "epoch %d, loss %.3f, %.0f images/s",
            round.epoch(),
            outcome.loss(),
            outcome.examples() / seconds));
    return after;
  }

  private record Evaluated(TrainingState state, double error) {}

  private Evaluated evaluate(TrainingState state) throws IOException {
    if (validation == null) {
      return new Evaluated(state, Double.NaN);
    }
    long start = System.nanoTime();
    Evaluation evaluation = validation.evaluate(state.weights());
    folder.append(
        new EvaluationMetrics(
            state.round(),
            VALIDATION,
            1,
            evaluation.loss(),
            evaluation.top1(),
            evaluation.top5(),
            Map.of("evaluate", (System.nanoTime() - start) / 1e9)));
    System.err.printf(
        Locale.ROOT,
        "epoch %d, round %d: validation loss %.4f, top-1 %.2f %%, top-5 %.2f %%; learning rate %s%n",
        state.epoch(),
        state.round(),
        evaluation.loss(),
        PERCENT * evaluation.top1(),
        PERCENT * evaluation.top5(),
        state.schedule().rate());
    boolean best = evaluation.top1() > state.best().top1();
    TrainingState evaluated = best ? state.withBest(evaluation.top1()) : state;
    if (best) {
      folder.writeModel(evaluated.weights());
    }
    return new Evaluated(evaluated, 1 - evaluation.top1());
  }

  private static boolean due(int every, TrainingState state) {
    return every > 0 && state.round() % every == 0;
  }

  private Map<String, RoundMetrics.LayerMagnitudes> magnitudes(
      TrainingState before, TrainingState after) {
    float[] change = new float[before.weights().length];
    for (int i = 0; i < change.length; i++) {
      change[i] = after.weights()[i] - before.weights()[i];
    }
    Map<String, RoundMetrics.LayerMagnitudes> magnitudes = new LinkedHashMap<>();
    for (LayerMagnitude layer : LayerMagnitude.of(layout, after.weights(), change)) {
      magnitudes.put(
          layer.layer(), new RoundMetrics.LayerMagnitudes(layer.meanWeight(), layer.meanUpdate()));
    }
    return magnitudes;
  }
}
