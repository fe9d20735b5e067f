package org.alexnetspark.jobs.train;

import org.alexnetspark.jobs.cli.Interruption;

/** What a signal leaves of a run, and what it makes the run do, in words. */
final class RunAccount {
  private final String run;
  private final String goOn;

  /** The newest round that a checkpoint holds; 0: none. */
  private volatile int kept;

  /**
   * @param data the dataset's folder
   * @param run its own folder
   */
  RunAccount(String data, String run) {
    this.run = run;
    this.goOn = "go on with: train --resume --data " + data + " --output " + run;
  }

  /** Up to here a run that is to go on was only read. */
  void untouched() {
    Interruption.account(() -> "the run is as it was; " + goOn);
  }

  /** A checkpoint holds this round, and all before it; 0: the run has begun. */
  void keeps(int round) {
    kept = round;
    Interruption.account(() -> checkpoint() + "; " + goOn);
  }

  /** From here on the first signal lets the run come to a checkpoint. */
  void finishesItsRound() {
    Interruption.defer(
        () ->
            "stopping after this round, with a checkpoint; a second signal ends at once, and "
                + checkpoint());
  }

  /** All is done. */
  void complete() {
    Interruption.account(() -> "the run in " + run + " is complete");
  }

  private String checkpoint() {
    return kept > 0
        ? "the checkpoint of round " + kept + " is kept"
        : "no round has a checkpoint yet";
  }
}
