package org.alexnetspark.model.dense;

import java.util.Locale;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.Pooling;

/**
 * Rows and columns of an image or a map.
 *
 * @param height rows
 * @param width columns
 */
record MapSize(int height, int width) {

  /** What a convolution makes of a map of this size that it pads. */
  MapSize convolved(LayerSpecification layer) {
    int padding = layer.padding().near();
    return convolved(layer, height + 2 * padding, width + 2 * padding);
  }

  /** What the first convolution makes of an image of this size, as {@link #imageOf} pads it. */
  MapSize convolvedAsImage(LayerSpecification layer) {
    MapSize padded = imageOf(layer);
    int near = layer.padding().near();
    return convolved(layer, padded.height + 2 * near, padded.width + 2 * near);
  }

  /**
   * The image with the zero pixels that it gets at the right and below, beside those that it gets
   * on all sides: as many as let the first layer's windows reach the edge, as in a network made for
   * images of this size ({@link
   * org.alexnetspark.model.specification.NetworkSpecification#withCrop}).
   */
  MapSize imageOf(LayerSpecification layer) {
    return new MapSize(height + rest(layer, height), width + rest(layer, width));
  }

  private static int rest(LayerSpecification layer, int side) {
    Padding padding = layer.padding();
    return side == layer.inputSize()
        ? padding.far() - padding.near()
        : Math.floorMod(layer.kernel() - side - 2 * padding.near(), layer.stride());
  }

  private MapSize convolved(LayerSpecification layer, int paddedHeight, int paddedWidth) {
    return checked(
        layer.name(),
        Math.floorDiv(paddedHeight - layer.kernel(), layer.stride()) + 1,
        Math.floorDiv(paddedWidth - layer.kernel(), layer.stride()) + 1);
  }

  /** After max-pooling. */
  MapSize pooled(String layer, Pooling pooling) {
    boolean tooSmall = Math.min(height, width) < pooling.window();
    return checked(
        layer, tooSmall ? 0 : pooling.outputSize(height), tooSmall ? 0 : pooling.outputSize(width));
  }

  /** Places at which a window of {@code side} x {@code side} fits. */
  MapSize windows(String layer, int side) {
    return checked(layer, height - side + 1, width - side + 1);
  }

  private MapSize checked(String layer, int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s gets maps of %d x %d, which are too small for it",
              layer,
              height,
              width));
    }
    return new MapSize(rows, columns);
  }

  int places() {
    return height * width;
  }

  @Override
  public String toString() {
    return height + " x " + width;
  }
}
