package org.alexnetspark.preprocess.image;

/**
 * Which part of a resized image is made.
 *
 * @param resized what all of it would be
 * @param left first column of the part in the resized image
 * @param top first row of the part in the resized image
 * @param width of the part
 * @param height of the part
 */
record Geometry(ImageSize resized, int left, int top, int width, int height) {

  /**
   * What a framing keeps of a photograph whose shorter side is resized to {@code size} (section 2
   * of the paper; rounding as in Krizhevsky's make-data).
   */
  static Geometry of(Framing framing, ImageSize photograph, int size) {
    ImageSize resized = photograph.withShorter(size);
    return switch (framing) {
      case CROP -> centre(resized, size, size);
      case WHOLE ->
          centre(
              resized,
              Math.min(resized.width(), Framing.LONGEST * size),
              Math.min(resized.height(), Framing.LONGEST * size));
    };
  }

  private static Geometry centre(ImageSize resized, int width, int height) {
    return new Geometry(
        resized, (resized.width() - width) / 2, (resized.height() - height) / 2, width, height);
  }
}
