package org.alexnetspark.preprocess.image;

/**
 * Where the central crop lies: the shorter side is resized to {@code size}, then the central {@code
 * size} x {@code size} pixels are cut out (section 2 of the paper; rounding as in Krizhevsky's
 * make-data).
 *
 * @param resizedWidth at least {@code size}
 * @param resizedHeight at least {@code size}
 * @param left first column of the crop in the resized image
 * @param top first row of the crop in the resized image
 */
record Geometry(int resizedWidth, int resizedHeight, int left, int top) {
  static Geometry of(int width, int height, int size) {
    int shorter = Math.min(width, height);
    int resizedWidth = scaled(width, shorter, size);
    int resizedHeight = scaled(height, shorter, size);
    return new Geometry(
        resizedWidth, resizedHeight, (resizedWidth - size) / 2, (resizedHeight - size) / 2);
  }

  /** round(side * size / shorter), halves up. */
  private static int scaled(int side, int shorter, int size) {
    return Math.toIntExact((2L * side * size + shorter) / (2L * shorter));
  }
}
