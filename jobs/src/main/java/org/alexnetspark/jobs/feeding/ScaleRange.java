package org.alexnetspark.jobs.feeding;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * To which shorter side training images are resized, S of Simonyan and Zisserman (2015, section
 * 3.1): always the same, or drawn for each use of an image from a range.
 *
 * @param smallest shorter side in pixels
 * @param largest shorter side in pixels
 */
public record ScaleRange(int smallest, int largest) implements Serializable {
  /** What {@code preprocess.jar --size} takes at most. */
  private static final int MOST = 1024;

  private static final Pattern TEXT = Pattern.compile("(\\d{1,5})(?:,(\\d{1,5}))?");

  /**
   * @throws IllegalArgumentException if there is no such range
   */
  public ScaleRange {
    if (smallest < 1 || largest < smallest || largest > MOST) {
      throw new IllegalArgumentException(
          "a range from " + smallest + " to " + largest + " is none within 1 to " + MOST);
    }
  }

  /** Always the same. */
  public static ScaleRange always(int scale) {
    return new ScaleRange(scale, scale);
  }

  /**
   * Reads {@code S} or {@code Smin,Smax}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static ScaleRange parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is neither a number of pixels, such as 256, nor a range, such as 256,512");
    }
    int smallest = Integer.parseInt(matcher.group(1));
    return matcher.group(2) == null
        ? always(smallest)
        : new ScaleRange(smallest, Integer.parseInt(matcher.group(2)));
  }

  /** One of the range, each as likely as any other. */
  int draw(RandomGenerator random) {
    return smallest == largest ? smallest : random.nextInt(smallest, largest + 1);
  }

  /** The scale at which a network trained so is tested: section 4.1's 0.5 (Smin + Smax). */
  public int middle() {
    return (smallest + largest) / 2;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return smallest == largest ? String.valueOf(smallest) : smallest + "," + largest;
  }
}
