package org.alexnetspark.jobs.feeding;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * From stored 8-bit pixels to the network's input, in one pass: crop, mirror, subtraction of the
 * mean image (aligned with the crop, before the mirror) and colour jitter.
 *
 * <p>The jitter is the paper's section 4.1 as in the author's code: p = sum over i of alpha_i *
 * sqrt(lambda_i) * v_i, in levels of 0..255, alpha_i drawn from N(0, deviation) once for an image
 * and use. Results lie around zero, in levels of 0..255.
 */
public final class NetworkInput {
  private static final int CHANNELS = 3;

  private final int imageSize;
  private final int crop;
  private final float[] mean;
  private final Jitter jitter;

  /**
   * Colour jitter along the principal components of the training set's RGB values.
   *
   * @param deviation of alpha; 0.1 in the paper, 0 for no jitter
   * @param deviations square roots of the eigenvalues, in levels of 0..255
   * @param eigenvectors a row each, RGB
   */
  public record Jitter(double deviation, double[] deviations, double[][] eigenvectors) {
    /** No jitter. */
    public static Jitter none() {
      return new Jitter(0, new double[CHANNELS], new double[CHANNELS][CHANNELS]);
    }

    /** What is added to red, green and blue of every pixel of an image, in levels of 0..255. */
    public float[] draw(RandomGenerator random) {
      double[] shift = new double[CHANNELS];
      for (int i = 0; i < CHANNELS; i++) {
        double alpha = random.nextGaussian() * deviation;
        for (int channel = 0; channel < CHANNELS; channel++) {
          shift[channel] += alpha * deviations[i] * eigenvectors[i][channel];
        }
      }
      return new float[] {(float) shift[0], (float) shift[1], (float) shift[2]};
    }
  }

  /**
   * @param imageSize side of the stored images
   * @param crop side of the network's input, at most imageSize
   * @param mean [imageSize, imageSize, 3], RGB
   */
  public NetworkInput(int imageSize, int crop, float[] mean, Jitter jitter) {
    if (crop > imageSize) {
      throw new IllegalArgumentException(
          "a crop of " + crop + " does not fit into images of " + imageSize + " x " + imageSize);
    }
    this.imageSize = imageSize;
    this.crop = crop;
    this.mean = mean;
    this.jitter = jitter;
  }

  /** Floats of one input: crop x crop x 3. */
  public int length() {
    return crop * crop * CHANNELS;
  }

  public int crop() {
    return crop;
  }

  public int imageSize() {
    return imageSize;
  }

  /**
   * A random crop, mirrored half of the time, with colour jitter.
   *
   * @param seed of this image in this use; the same seed gives the same input
   */
  public void augmented(byte[] pixels, long seed, float[] inputs, int offset) {
    SplittableRandom random = new SplittableRandom(seed);
    int offsets = imageSize - crop + 1;
    View view = new View(random.nextInt(offsets), random.nextInt(offsets), random.nextBoolean());
    fill(pixels, view, jitter.draw(random), inputs, offset);
  }

  /** One view, as it is. */
  public void plain(byte[] pixels, View view, float[] inputs, int offset) {
    fill(pixels, view, new float[CHANNELS], inputs, offset);
  }

  /** Zeros, for rows of a minibatch that hold no image. */
  void empty(float[] inputs, int offset) {
    Arrays.fill(inputs, offset, offset + length(), 0f);
  }

  private void fill(byte[] pixels, View view, float[] shift, float[] inputs, int offset) {
    int rowLength = crop * CHANNELS;
    for (int y = 0; y < crop; y++) {
      int source = ((view.top() + y) * imageSize + view.left()) * CHANNELS;
      int target = offset + y * rowLength;
      if (view.mirrored()) {
        for (int x = 0; x < rowLength; x += CHANNELS) {
          int from = source + x;
          int to = target + rowLength - CHANNELS - x;
          inputs[to] = (pixels[from] & 0xff) - mean[from] + shift[0];
          inputs[to + 1] = (pixels[from + 1] & 0xff) - mean[from + 1] + shift[1];
          inputs[to + 2] = (pixels[from + 2] & 0xff) - mean[from + 2] + shift[2];
        }
      } else {
        for (int x = 0; x < rowLength; x += CHANNELS) {
          int from = source + x;
          int to = target + x;
          inputs[to] = (pixels[from] & 0xff) - mean[from] + shift[0];
          inputs[to + 1] = (pixels[from + 1] & 0xff) - mean[from + 1] + shift[1];
          inputs[to + 2] = (pixels[from + 2] & 0xff) - mean[from + 2] + shift[2];
        }
      }
    }
  }
}
