package org.alexnetspark.model.onnx;

/**
 * What a graph does to the pixels before its first layer: {@code (pixel - mean) * factor}, then a
 * central crop.
 */
final class FoundPixels {
  private static final int CHANNELS = 3;

  private final double[] mean = new double[CHANNELS];
  private final double[] factor = {1, 1, 1};
  private float[] meanImage;
  private boolean touched;

  /** Side of the images before the crop; 0 where nothing crops. */
  int croppedFrom;

  /** Whether mean or scale are in the graph. */
  boolean touched() {
    return touched;
  }

  void subtract(double[] levels) {
    touched = true;
    for (int channel = 0; channel < CHANNELS; channel++) {
      mean[channel] += levels[channel] / factor[channel];
    }
  }

  void multiply(double[] by) {
    touched = true;
    for (int channel = 0; channel < CHANNELS; channel++) {
      factor[channel] *= by[channel];
    }
  }

  /**
   * Subtracts a mean image.
   *
   * @param image [channel, row, column]
   * @return whether nothing was done before, which is what can be read
   */
  boolean subtractImage(float[] image) {
    boolean first = !touched;
    touched = true;
    meanImage = image;
    return first;
  }

  /** Red, green, blue (or blue, green, red, where the graph reads them so). */
  double[] factor() {
    return factor.clone();
  }

  /**
   * What is subtracted.
   *
   * @param size side of the image
   * @return [size, size, 3]
   * @throws IllegalArgumentException if the graph has a mean image of another size
   */
  float[] meanImage(int size) {
    int area = size * size;
    float[] image = new float[area * CHANNELS];
    if (meanImage != null && meanImage.length != image.length) {
      throw new IllegalArgumentException(
          "its mean image has " + meanImage.length + " numbers, its images have " + image.length);
    }
    for (int i = 0; i < image.length; i++) {
      int channel = i % CHANNELS;
      image[i] =
          meanImage == null ? (float) mean[channel] : meanImage[channel * area + i / CHANNELS];
    }
    return image;
  }
}
