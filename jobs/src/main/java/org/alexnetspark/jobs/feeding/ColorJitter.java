package org.alexnetspark.jobs.feeding;

import java.util.random.RandomGenerator;

/**
 * Colour jitter along the principal components of the training set's RGB values, the paper's
 * section 4.1 as in the author's code: p = sum over i of alpha_i * sqrt(lambda_i) * v_i, in levels
 * of 0..255, alpha_i drawn from N(0, deviation) once for an image and use.
 *
 * @param deviation of alpha; 0.1 in the paper, 0 for no jitter
 * @param deviations square roots of the eigenvalues, in levels of 0..255
 * @param eigenvectors a row each, RGB
 * @param divisor what an image is divided by once the jitter has been added, mean subtracted: 1.1
 *     in the author's code, so that images keep their overall size; 1 in the paper
 */
public record ColorJitter(
    double deviation, double[] deviations, double[][] eigenvectors, double divisor) {
  private static final int CHANNELS = 3;

  /** The paper's, which divides by nothing. */
  public ColorJitter(double deviation, double[] deviations, double[][] eigenvectors) {
    this(deviation, deviations, eigenvectors, 1);
  }

  /** What an image is multiplied by: nothing where there is no jitter. */
  public float factor() {
    return deviation == 0 ? 1 : (float) (1 / divisor);
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
