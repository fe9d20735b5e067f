package org.alexnetspark.preprocess.image;

/**
 * Resizes an image and cuts out a part in one step: only what is kept is computed, so that a
 * panorama of 8000 x 1 pixels costs no more than a postcard. Whole numbers throughout, so that
 * every processor makes the same bytes. Not safe for use by several threads at once: buffers are
 * reused.
 */
final class Rescaling {
  private final Shrinking shrinking = new Shrinking();
  private final Enlarging enlarging = new Enlarging();

  /**
   * The part of one image.
   *
   * @return BGR, row by row, {@code width * height * 3} bytes
   */
  byte[] part(Raster source, Geometry geometry) {
    return Math.min(source.width(), source.height()) > geometry.resized().shorter()
        ? shrinking.part(source, geometry)
        : enlarging.part(source, geometry);
  }
}
