package org.alexnetspark.model.input;

/**
 * A stored image and what the network is to see of it.
 *
 * @param pixels 8 bits each: row, column, then red, green, blue
 * @param shift added to red, green and blue of every pixel, in levels of 0..255: colour jitter
 * @param factor on the numbers that come of it, mean subtracted and shift added; 1 for none
 */
public record ViewedImage(byte[] pixels, View view, float[] shift, float factor) {
  private static final float[] NO_SHIFT = new float[3];

  /** With colour jitter. */
  public ViewedImage(byte[] pixels, View view, float[] shift) {
    this(pixels, view, shift, 1);
  }

  /** A view as it is, without colour jitter. */
  public ViewedImage(byte[] pixels, View view) {
    this(pixels, view, NO_SHIFT);
  }
}
