package org.alexnetspark.jobs.train;

/** The run was asked to stop; it can be gone on with. */
final class TrainingStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingStoppedException(int round) {
    super(
        "stopped by SIGTERM after round "
            + round
            + ", which its checkpoint holds; go on with --resume");
  }
}
