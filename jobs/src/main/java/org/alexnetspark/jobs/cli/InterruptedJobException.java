package org.alexnetspark.jobs.cli;

/**
 * A command has stopped where it loses nothing, as a signal had asked it to; {@link Interruption}
 * says what was kept.
 */
public final class InterruptedJobException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
