package org.alexnetspark.preprocess.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What of a photograph is kept once its shorter side has been resized. */
public enum Framing {
  /** The central square: section 2 of Krizhevsky, Sutskever and Hinton. */
  CROP,
  /**
   * All of it: section 3.1 of Simonyan and Zisserman. Of a photograph that is more than {@value
   * #LONGEST} times as long as it is wide the middle is kept, so that no image takes more than four
   * times a crop's memory.
   */
  WHOLE;

  /** Most that the longer side of a kept image may be, in shorter sides. */
  public static final int LONGEST = 4;

  /** Reads the lower-case name that options and {@code dataset.json} use. */
  @JsonCreator
  public static Framing parse(String name) {
    return Arrays.stream(values())
        .filter(framing -> framing.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("unknown framing \"" + name + "\": crop or whole"));
  }

  /** The lower-case name. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
