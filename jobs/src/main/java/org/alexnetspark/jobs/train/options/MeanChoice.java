package org.alexnetspark.jobs.train.options;

import java.util.Optional;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;

/** What {@code --mean} says is subtracted from images. */
public sealed interface MeanChoice {
  /** How {@link Image} is written. */
  String IMAGE = "image";

  /** How {@link OfTrainingImages} is written. */
  String COLOR = "color";

  /** The mean image of the training images. */
  record Image() implements MeanChoice {
    @Override
    public String toString() {
      return IMAGE;
    }
  }

  /** The mean colour of the training images. */
  record OfTrainingImages() implements MeanChoice {
    @Override
    public String toString() {
      return COLOR;
    }
  }

  /** A colour that somebody names: that of other images, which a network was trained on before. */
  record Given(MeanColor color) implements MeanChoice {
    @Override
    public String toString() {
      return color.toString();
    }
  }

  /**
   * Reads what an option says.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static MeanChoice parse(String text) {
    return switch (text) {
      case IMAGE -> new Image();
      case COLOR -> new OfTrainingImages();
      default -> {
        try {
          yield new Given(MeanColor.parse(text));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "'" + text + "' is not image, color, or a colour such as 123.68,116.78,103.94", e);
        }
      }
    };
  }

  /**
   * The colour, unless it is the mean image.
   *
   * @param colors of the training images
   */
  default Optional<MeanColor> color(PrincipalComponents colors) {
    if (this instanceof Given given) {
      return Optional.of(given.color());
    }
    return this instanceof Image
        ? Optional.empty()
        : Optional.of(MeanColor.of(colors.channelMean()));
  }
}
