package org.alexnetspark.jobs.cli;

/**
 * An option, or something an option names, cannot be used; found before any work was done. The
 * message names the option, its value and what would be valid. Ends the job with exit status 2.
 */
public final class UnusableArgumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnusableArgumentException(String message) {
    super(message);
  }

  public UnusableArgumentException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Refuses an option's value.
   *
   * @param range what would be valid, such as "at least 1"
   */
  public static void unless(boolean valid, String option, Object value, String range) {
    if (!valid) {
      throw new UnusableArgumentException(option + " is " + value + ", must be " + range);
    }
  }
}
