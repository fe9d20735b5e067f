package org.alexnetspark.preprocess.job;

/** More files than allowed cannot become images; the message names the first. */
public final class TooManyRejectsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManyRejectsException(String message) {
    super(message);
  }
}
