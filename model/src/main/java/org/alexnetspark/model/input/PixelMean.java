package org.alexnetspark.model.input;

/**
 * What is subtracted from the pixels of whole images, at whatever scale: pixel by pixel the mean
 * image, where an image is as large as that, else the mean colour, which is the mean image's.
 */
public final class PixelMean {
  private static final int CHANNELS = 3;

  private final int size;
  private final float[] image;
  private final float[] color;

  /**
   * The mean of the images that a network was trained on.
   *
   * @param image [size, size, 3], RGB
   */
  public PixelMean(float[] image) {
    this.image = image;
    size = (int) Math.round(Math.sqrt(image.length / (double) CHANNELS));
    double[] sums = new double[CHANNELS];
    for (int i = 0; i < image.length; i++) {
      sums[i % CHANNELS] += image[i];
    }
    color = new float[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      color[channel] = (float) (sums[channel] * CHANNELS / image.length);
    }
  }

  /**
   * An image less the mean.
   *
   * @param pixels 8 bits each: row, column, then red, green, blue
   * @return as many numbers, in the same order
   */
  public float[] subtractedFrom(byte[] pixels, int height, int width) {
    boolean asLarge = height == size && width == size;
    float[] numbers = new float[pixels.length];
    for (int i = 0; i < numbers.length; i += CHANNELS) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        float mean = asLarge ? image[i + channel] : color[channel];
        numbers[i + channel] = (pixels[i + channel] & 0xff) - mean;
      }
    }
    return numbers;
  }
}
