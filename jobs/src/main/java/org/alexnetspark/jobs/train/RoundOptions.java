package org.alexnetspark.jobs.train;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.time.Duration;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.train.round.RoundLength;
import picocli.CommandLine.Option;

/** How many workers train for how long, and what happens after how many rounds. */
final class RoundOptions {
  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Logical workers, fixed for the run; fewer or more executors may serve them (default: the task slots that "
              + "Spark has at the start).")
  private Integer workers;

  @Option(
      names = "--average-every",
      paramLabel = "K",
      defaultValue = "10",
      description = "Minibatches of each worker between two averages (default: ${DEFAULT-VALUE}).")
  private int averageEvery;

  @Option(
      names = "--synchronous-epochs",
      paramLabel = "E",
      defaultValue = "0",
      description =
          "The first epochs, in which workers average after every minibatch, whatever --average-every says. A few of them "
              + "help where rounds are long for a small data set (default: none).")
  private int synchronousEpochs;

  @Option(
      names = "--epochs",
      paramLabel = "E",
      defaultValue = "90",
      description = "Passes over the training split (default: ${DEFAULT-VALUE}, as in the paper).")
  private int epochs;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      description = "End after so many rounds, if these come before the epochs' end.")
  private Integer rounds;

  @Option(
      names = "--executor-timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "Give up where the cluster offers no executor within this time (default: ${DEFAULT-VALUE}).")
  private int executorTimeout;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "ROUNDS",
      defaultValue = "0",
      description = "Beside the one at the end of each epoch (default: none).")
  private int checkpointEvery;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "K",
      defaultValue = "2",
      description =
          "The newest so many, beside that of the best evaluation (default: ${DEFAULT-VALUE}).")
  private int keepCheckpoints;

  @Option(
      names = "--evaluate-every",
      paramLabel = "ROUNDS",
      defaultValue = "0",
      description = "Beside the one at the end of each epoch (default: none).")
  private int evaluateEvery;

  /**
   * Refuses what is out of range.
   *
   * @throws UnusableArgumentException naming the option, the value and what is valid
   */
  void check() {
    unless(workers == null || workers >= 1, "--workers", workers, "at least 1");
    unless(averageEvery >= 1, "--average-every", averageEvery, "at least 1");
    unless(synchronousEpochs >= 0, "--synchronous-epochs", synchronousEpochs, "at least 0");
    unless(epochs >= 1, "--epochs", epochs, "at least 1");
    unless(rounds == null || rounds >= 1, "--rounds", rounds, "at least 1");
    unless(executorTimeout >= 1, "--executor-timeout", executorTimeout, "at least 1");
    unless(checkpointEvery >= 0, "--checkpoint-every", checkpointEvery, "at least 0");
    unless(keepCheckpoints >= 1, "--keep-checkpoints", keepCheckpoints, "at least 1");
    unless(evaluateEvery >= 0, "--evaluate-every", evaluateEvery, "at least 0");
  }

  int epochs() {
    return epochs;
  }

  int keepCheckpoints() {
    return keepCheckpoints;
  }

  Duration executorTimeout() {
    return Duration.ofSeconds(executorTimeout);
  }

  /** Task slots to wait for; as many as come, where the workers' number follows from them. */
  int awaitedSlots() {
    return workers == null ? Integer.MAX_VALUE : workers;
  }

  /** Workers of the run. */
  int workers(int slots) {
    return workers == null ? slots : workers;
  }

  /**
   * How long the run is and what happens how often.
   *
   * @param warmup epochs over which the learning rate rises
   */
  Training.Limits limits(int minibatchesPerEpoch, int warmup) {
    return new Training.Limits(
        new RunLength(
            minibatchesPerEpoch,
            new RoundLength(averageEvery, synchronousEpochs),
            epochs,
            rounds == null ? Integer.MAX_VALUE : rounds),
        checkpointEvery,
        evaluateEvery,
        warmup);
  }
}
