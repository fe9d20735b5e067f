package org.alexnetspark.model.specification;

/** Refuses numbers that make no network, in one line. */
final class Require {

  private Require() {}

  static void that(boolean valid, String what, Object value, String range) {
    if (!valid) {
      throw new IllegalArgumentException(what + " is " + value + ", must be " + range);
    }
  }
}
