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
  private static final int GRID = 5;

  /** The central crop. */
  public static View centre(int imageSize, int crop) {
    int middle = (imageSize - crop) / 2;
    return new View(middle, middle, false);
  }

  /**
   * The views that an evaluation averages.
   *
   * @param count 1 (the centre), 10 (the paper's) or 50 (Simonyan and Zisserman's)
   */
  public static List<View> of(int count, Preparation preparation) {
    return of(count, preparation.imageSize(), preparation.imageSize(), preparation.crop());
  }

  /**
   * As {@link #of(int, Preparation)}, of an image whose sides may differ.
   *
   * @param width of the image, at least crop
   * @param height of the image, at least crop
   */
  public static List<View> of(int count, int width, int height, int crop) {
    int right = width - crop;
    int bottom = height - crop;
    View centre = new View(right / 2, bottom / 2, false);
    return switch (count) {
      case 1 -> List.of(centre);
      case 10 ->
          withMirrorImages(
              List.of(
                  new View(0, 0, false),
                  new View(right, 0, false),
                  centre,
                  new View(0, bottom, false),
                  new View(right, bottom, false)));
      case 50 -> withMirrorImages(grid(right, bottom));
      default -> throw new IllegalArgumentException("views are 1, 10 or 50, not " + count);
    };
  }

  /**
   * The paper's ten views (section 4.1): four corners and the centre, and the mirror images of the
   * five.
   */
  public static List<View> ten(int imageSize, int crop) {
    return of(10, imageSize, imageSize, crop);
  }

  /** A regular grid of 5 x 5 (Simonyan and Zisserman 2015, section 3.2). */
  private static List<View> grid(int right, int bottom) {
    List<View> views = new ArrayList<>();
    for (int row = 0; row < GRID; row++) {
      for (int column = 0; column < GRID; column++) {
        views.add(new View(place(column, right), place(row, bottom), false));
      }
    }
    return views;
  }

  private static int place(int number, int end) {
    return Math.round(number * end / (GRID - 1f));
  }

  private static List<View> withMirrorImages(List<View> views) {
    List<View> all = new ArrayList<>(views);
    views.forEach(view -> all.add(new View(view.left(), view.top(), true)));
    return all;
  }
}
