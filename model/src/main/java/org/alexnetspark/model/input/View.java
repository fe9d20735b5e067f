package org.alexnetspark.model.input;

import java.util.ArrayList;
import java.util.List;

/**
 * A crop of a stored image: the part that the network sees.
 *
 * @param left columns left out at the left, 0 to image size - crop
 * @param top rows left out at the top
 * @param mirrored whether the crop is then flipped from left to right
 */
public record View(int left, int top, boolean mirrored) {

  /** The central crop. */
  public static View centre(int imageSize, int crop) {
    int middle = (imageSize - crop) / 2;
    return new View(middle, middle, false);
  }

  /**
   * The views that an evaluation averages.
   *
   * @param count 1 (the centre) or 10 (the paper's)
   */
  public static List<View> of(int count, Preparation preparation) {
    return switch (count) {
      case 1 -> List.of(centre(preparation.imageSize(), preparation.crop()));
      case 10 -> ten(preparation.imageSize(), preparation.crop());
      default -> throw new IllegalArgumentException("views are 1 or 10, not " + count);
    };
  }

  /**
   * The paper's ten views (section 4.1): four corners and the centre, and the mirror images of the
   * five.
   */
  public static List<View> ten(int imageSize, int crop) {
    int end = imageSize - crop;
    View centre = centre(imageSize, crop);
    List<View> views = new ArrayList<>();
    for (boolean mirrored : new boolean[] {false, true}) {
      views.add(new View(0, 0, mirrored));
      views.add(new View(end, 0, mirrored));
      views.add(new View(centre.left(), centre.top(), mirrored));
      views.add(new View(0, end, mirrored));
      views.add(new View(end, end, mirrored));
    }
    return views;
  }
}
