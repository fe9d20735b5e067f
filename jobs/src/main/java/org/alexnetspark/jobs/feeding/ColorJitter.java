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
 */
public record ColorJitter(double deviation, double[] deviations, double[][] eigenvectors) {
  private static final int CHANNELS = 3;

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
