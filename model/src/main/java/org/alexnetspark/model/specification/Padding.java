package org.alexnetspark.model.specification;

import java.io.Serializable;

/**
 * Zero pixels around maps.
 *
 * @param near at the left and above
 * @param far at the right and below
 */
public record Padding(int near, int far) implements Serializable {

  /** None. */
  public static final Padding NONE = new Padding(0, 0);

  public Padding {
    Require.that(near >= 0 && far >= 0, "a padding", near + " and " + far, "at least 0");
  }

  /** The same on every side. */
  public static Padding of(int pixels) {
    return new Padding(pixels, pixels);
  }

  /** The padding that lets a window of odd size at every pixel leave maps as large as they were. */
  public static Padding keepingSize(int window) {
    return of(window / 2);
  }

  /** Near and far together. */
  public int total() {
    return near + far;
  }

  /** Whether all sides have the same. */
  public boolean isEven() {
    return near == far;
  }
}
