package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.cli.InterruptedJobException;
import org.alexnetspark.jobs.cli.Interruption;
import org.alexnetspark.jobs.evaluate.Evaluation;
import org.alexnetspark.jobs.evaluate.Evaluator;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.LearningRate;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.jobs.spark.Progress;
import org.alexnetspark.jobs.train.folder.RunFolder;
import org.alexnetspark.jobs.train.options.HandMade;
import org.alexnetspark.jobs.train.options.LearningRateSchedule;
import org.alexnetspark.jobs.train.round.Round;
import org.alexnetspark.jobs.train.round.RoundOutcome;
import org.alexnetspark.jobs.train.round.RoundTrainer;
import org.alexnetspark.jobs.train.round.TrainingState;
import org.alexnetspark.preprocess.dataset.Split;

/**
 * The epochs of a run: rounds, and between them evaluations, checkpoints and the learning rate's
 * fall.
 */
final class Training {
  private static final double PERCENT = 100;

  private final Limits limits;
  private final LearningRateSchedule schedule;
  private final RoundTrainer trainer;
  private final Evaluator validation;
  private final RunFolder folder;
  private final DatasetWatch data;
  private final StuckTraining stuck;
  private final RunAccount account;
  private final RunLength length;

  private String lastRound = "";
  private double lastRate;

  /** Of the best evaluation, as long as its model is to be written. */
  private TrainingState best;

  /** In the newest checkpoint of this process. */
  private TrainingState kept;

  /**
   * How long a run is and what happens how often.
   *
   * @param checkpointEvery rounds; 0: at the end of each epoch only
   * @param evaluateEvery likewise
   * @param warmup epochs over which the learning rate rises
   */
  record Limits(RunLength length, int checkpointEvery, int evaluateEvery, int warmup) {}

  /**
   * @param validation evaluates on the validation split; null where the dataset has none
   * @param data that rounds and evaluations read
   */
  Training(
      Limits limits,
      LearningRateSchedule schedule,
      RoundTrainer trainer,
      Evaluator validation,
      StuckTraining stuck,
      RunAccount account,
      DatasetWatch data,
      RunFolder folder) {
    this.limits = limits;
    this.schedule = schedule;
    this.trainer = trainer;
    this.validation = validation;
    this.data = data;
    this.folder = folder;
    this.stuck = stuck;
    this.account = account;
    this.length = limits.length();
  }

  /** Of the round that follows a state. Rounds may differ in length, so minibatches count. */
  private double learningRate(TrainingState state) {
    int done = length.minibatchesDone(state);
    double rate =
        schedule.rate(state.schedule(), state.epoch(), (double) done / length.minibatches());
    int warmup = limits.warmup() * length.minibatchesPerEpoch();
    return done < warmup ? rate * (done + length.minibatchesOfNextRound(state)) / warmup : rate;
  }

  /**
   * Trains from the given state to the end of the run.
   *
   * @throws InterruptedJobException if asked to stop, once the last round is in a checkpoint
   * @throws IOException if the run's last state cannot be written; before the end that is only said
   */
  TrainingState run(TrainingState start) throws IOException {
    account.keeps(start.round());
    account.finishesItsRound();
    try {
      return rounds(start);
    } finally {
      Interruption.endDeferral();
    }
  }

  private TrainingState rounds(TrainingState start) throws IOException {
    TrainingState state = start;
    try (Progress stage = Progress.begin("Training minibatches", length.minibatches())) {
      stage.beginsAt(length.minibatchesDone(state));
      while (!length.ended(state)) {
        state = epoch(state, stage);
      }
      stage.result(
          Count.of(state.images(), "image") + " in " + Count.of(state.epoch() - 1, "epoch"));
    }
    writeBestModel();
    keep(state);
    stopIfRequested(state);
    return state;
  }

  private TrainingState epoch(TrainingState start, Progress stage) throws IOException {
    TrainingState state = start;
    while (!length.endedEpoch(state) && !length.ended(state)) {
      state = round(state, stage);
      if (!length.endedEpoch(state)) {
        state = due(limits.evaluateEvery(), state) ? evaluate(state).state() : state;
        if (due(limits.checkpointEvery(), state) || state.best().round() == state.round()) {
          checkpoint(state);
        }
        stopIfRequested(state);
      }
    }
    if (length.endedEpoch(state)) {
      stage.say(
          String.format(
              Locale.ROOT, "epoch %d of %d: %s", state.epoch(), length.epochs(), lastRound));
      stuck.advice().ifPresent(System.err::println);
      Evaluated evaluated = evaluate(state);
      state =
          evaluated
              .state()
              .nextEpoch(schedule.afterEpoch(state.schedule(), state.epoch(), evaluated.error()));
    }
    checkpoint(state);
    stopIfRequested(state);
    return state;
  }

  private void checkpoint(TrainingState state) {
    keepGoing("the model", this::writeBestModel);
    keepGoing("the checkpoint of round " + state.round(), () -> keep(state));
  }

  /**
   * Writes a checkpoint, unless the run could not be gone on from it: where the best model could
   * not be written, it must be in this or another checkpoint.
   */
  private void keep(TrainingState state) throws IOException {
    boolean bestIsKept =
        best == null || best.round() == state.round() || folder.keeps(best.round());
    if (!state.equals(kept) && bestIsKept) {
      folder.checkpoint(state);
      kept = state;
      account.keeps(state.round());
    }
  }

  /** Writes the best model so far, unless that has been done. */
  private void writeBestModel() throws IOException {
    if (best != null) {
      folder.writeModel(best);
      best = null;
    }
  }

  private interface Writing {
    void run() throws IOException;
  }

  /**
   * A run of days does not end because its file system is full or away for a while: that is said,
   * what is there stays, and the next writing is another chance. Only a run's last checkpoint has
   * to succeed.
   */
  private static void keepGoing(String what, Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      System.err.println(
          "warning: " + what + " could not be written (" + e.getMessage() + "); training goes on");
    }
  }

  private void stopIfRequested(TrainingState state) throws IOException {
    if (Interruption.requested()) {
      writeBestModel();
      keep(state);
      Interruption.silence();
      throw new InterruptedJobException();
    }
  }

  private TrainingState round(TrainingState before, Progress stage) throws IOException {
    Round round = before.nextRound(length.roundLength(), learningRate(before));
    long start = System.nanoTime();
    RoundOutcome outcome =
        data.unchanged(() -> trainer.run(round, before.weights(), before.momentum()));
    double seconds = (System.nanoTime() - start) / 1e9;
    stuck.round(round, outcome.loss());
    TrainingState after = before.after(round, outcome);
    append(
        new RoundMetrics(
            round.number(),
            round.epoch(),
            after.images(),
            outcome.loss(),
            round.learningRate(),
            outcome.examples() / seconds,
            outcome.seconds(),
            trainer.magnitudes(before.weights(), after.weights()),
            outcome.top1(),
            schedule instanceof HandMade ? schedule.phase(round.epoch()).settings() : null));
    keepGoing("the workers' momentum", () -> folder.tidy(after));
    keepGoing(
        "where the workers were", () -> folder.placed(outcome.places(trainer.devicesPerWorker())));
    stage.advanceTo(length.minibatchesDone(after));
    lastRate = round.learningRate();
    lastRound =
        String.format(
            Locale.ROOT, "loss %.3f, %.0f images/s", outcome.loss(), outcome.examples() / seconds);
    stage.note("epoch " + round.epoch() + ", " + lastRound);
    return after;
  }

  private record Evaluated(TrainingState state, double error) {}

  private Evaluated evaluate(TrainingState state) throws IOException {
    if (validation == null) {
      return new Evaluated(state, Double.NaN);
    }
    long start = System.nanoTime();
    Evaluation evaluation = data.unchanged(() -> validation.evaluate(state.weights()));
    append(
        new EvaluationMetrics(
            state.round(),
            Split.VALIDATION,
            1,
            evaluation.loss(),
            evaluation.top1(),
            evaluation.top5(),
            Map.of("evaluate", (System.nanoTime() - start) / 1e9)));
    System.err.printf(
        Locale.ROOT,
        "epoch %d, round %d: validation loss %.4f, top-1 %.2f %%%s; learning rate %s%n",
        state.epoch(),
        state.round(),
        evaluation.loss(),
        PERCENT * evaluation.top1(),
        evaluation.topFiveIsCertain()
            ? ""
            : String.format(Locale.ROOT, ", top-5 %.2f %%", PERCENT * evaluation.top5()),
        LearningRate.readable(lastRate));
    boolean better = evaluation.top1() > state.best().top1();
    if (better) {
      best = state.withBest(evaluation.top1());
    }
    return new Evaluated(better ? best : state, 1 - evaluation.top1());
  }

  private void append(MetricsLine line) {
    keepGoing("the metrics of round " + line.round(), () -> folder.append(line));
  }

  /** For people: four digits. */
  private static boolean due(int every, TrainingState state) {
    return every > 0 && state.round() % every == 0;
  }
}
