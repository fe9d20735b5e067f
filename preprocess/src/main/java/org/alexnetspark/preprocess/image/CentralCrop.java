package org.alexnetspark.preprocess.image;

/**
 * Resizes a photograph and cuts out its centre in one step: only what the crop keeps is computed,
 * so that a panorama of 8000 x 1 pixels costs no more than a postcard. Whole numbers throughout, so
 * that every processor makes the same bytes. Not safe for use by several threads at once: buffers
 * are reused.
 */
final class CentralCrop {
  private final int size;
  private final Shrinking shrinking;
  private final Enlarging enlarging;

  CentralCrop(int size) {
    this.size = size;
    this.shrinking = new Shrinking(size);
    this.enlarging = new Enlarging(size);
  }

  /**
   * The crop of one photograph.
   *
   * @return BGR, row by row, {@code size * size * 3} bytes
   */
  byte[] of(Raster source) {
    Geometry geometry = Geometry.of(source.width(), source.height(), size);
    return Math.min(source.width(), source.height()) > size
        ? shrinking.crop(source, geometry)
        : enlarging.crop(source, geometry);
  }
}
