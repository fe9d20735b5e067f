package org.alexnetspark.ml;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.preprocess.image.ImageRejectedException;

/** Images of which some are none: scores those that are, and says of the others why not. */
final class ScoredImages {
  private ScoredImages() {}

  /**
   * The values that each image adds to its row.
   *
   * @param images values of the column of images, at most a minibatch
   */
  static List<List<Object>> values(
      List<?> images, ImageInput input, Scorer scorer, Outputs outputs, SharedNetwork network) {
    List<byte[]> squares = new ArrayList<>();
    List<List<Object>> values = new ArrayList<>();
    for (Object image : images) {
      try {
        squares.add(input.square(image));
        values.add(null); // until it has been scored
      } catch (ImageRejectedException e) {
        values.add(outputs.refusal(e.reason() + ": " + e.getMessage()));
      }
    }
    if (!squares.isEmpty()) {
      int place = 0;
      for (Scores scores : scorer.scores(squares)) {
        while (values.get(place) != null) {
          place++;
        }
        values.set(place, outputs.values(scores, network));
      }
    }
    return values;
  }
}
