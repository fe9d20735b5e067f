package org.alexnetspark.model.specification;

/** Refuses numbers that make no network, in one line. */
public final class Require {

  private Require() {}

  /**
   * Refuses a value.
   *
   * @param what it is the value of
   * @param range what would be valid, such as "at least 1"
   * @throws IllegalArgumentException naming all three, unless it is valid
   */
  public static void that(boolean valid, String what, Object value, String range) {
    if (!valid) {
      throw new IllegalArgumentException(what + " is " + value + ", must be " + range);
    }
  }
}
