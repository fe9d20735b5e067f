package org.alexnetspark.jobs.train;

/** The loss is no longer a number; more rounds would not mend it. */
final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingDivergedException(String message) {
    super(message);
  }
}
