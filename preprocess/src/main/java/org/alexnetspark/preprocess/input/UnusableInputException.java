package org.alexnetspark.preprocess.input;

/**
 * An input or output that cannot be used, found before any photograph was read. The message names
 * the option, its value and what would be valid.
 */
public final class UnusableInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnusableInputException(String message) {
    super(message);
  }
}
