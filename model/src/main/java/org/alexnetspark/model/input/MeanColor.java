package org.alexnetspark.model.input;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * The mean colour of training images, which Simonyan and Zisserman (2015, section 2.1) subtract
 * from every pixel in place of a mean image. It goes with images of any size: as a mean image, all
 * of whose pixels have this colour.
 *
 * @param red mean level, 0 to 255
 * @param green mean level
 * @param blue mean level
 */
public record MeanColor(float red, float green, float blue) implements Serializable {
  private static final int CHANNELS = 3;
  private static final float MOST = 255;

  /**
   * @throws IllegalArgumentException if a level is none of 0 to 255
   */
  public MeanColor {
    for (float level : new float[] {red, green, blue}) {
      if (!(level >= 0 && level <= MOST)) {
        throw new IllegalArgumentException("a level of " + level + " is not one of 0 to 255");
      }
    }
  }

  /**
   * The colour of three levels, red first.
   *
   * @param levels of 0..255
   */
  public static MeanColor of(double[] levels) {
    return new MeanColor((float) levels[0], (float) levels[1], (float) levels[2]);
  }

  /**
   * The colour of a mean image, if all of its pixels have the same: subtracting either is the same.
   *
   * @param meanImage [size, size, 3], RGB
   */
  public static Optional<MeanColor> of(float[] meanImage) {
    for (int i = CHANNELS; i < meanImage.length; i++) {
      if (meanImage[i] != meanImage[i - CHANNELS]) {
        return Optional.empty();
      }
    }
    return Optional.of(new MeanColor(meanImage[0], meanImage[1], meanImage[2]));
  }

  /**
   * Reads what {@link #toString} writes: red, green and blue between commas.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static MeanColor parse(String text) {
    String[] levels = text.split(",", -1);
    if (levels.length != CHANNELS) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a colour: red, green and blue, such as 123.68,116.78,103.94");
    }
    return new MeanColor(
        Float.parseFloat(levels[0]), Float.parseFloat(levels[1]), Float.parseFloat(levels[2]));
  }

  /**
   * The mean image all of whose pixels have this colour.
   *
   * @return [size, size, 3], RGB
   */
  public float[] image(int size) {
    float[] image = new float[size * size * CHANNELS];
    for (int i = 0; i < image.length; i += CHANNELS) {
      image[i] = red;
      image[i + 1] = green;
      image[i + 2] = blue;
    }
    return image;
  }

  /** Red, green and blue between commas, each to its last digit. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s,%s,%s", red, green, blue);
  }
}
