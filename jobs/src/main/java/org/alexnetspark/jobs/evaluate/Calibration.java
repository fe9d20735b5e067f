package org.alexnetspark.jobs.evaluate;

import java.util.List;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.classify.Guess;

/**
 * Whether a network's confidence, the probability of its first guess, is how often it is right.
 *
 * @param bins of equal width from confidence 0 to 1, lowest first
 * @param expectedError expected calibration error: the mean over all images of |share right - mean
 *     confidence| of the image's bin (Naeini et al. 2015; Guo et al. 2017), 0 to 1
 */
public record Calibration(List<Bin> bins, double expectedError) {

  /** How many bins there are. */
  public static final int BINS = 10;

  /**
   * The images whose confidence is above {@code from} (in the first bin: or equal to it) and at
   * most {@code to}.
   *
   * @param confidence mean over the bin's images, 0 where there are none
   * @param right share of the bin's images whose first guess was right, 0 where there are none
   */
  public record Bin(double from, double to, long images, double confidence, double right) {}

  static Calibration of(List<Guess> guesses) {
    long[] images = new long[BINS];
    long[] right = new long[BINS];
    double[] confidence = new double[BINS];
    for (Guess guess : guesses) {
      int bin = bin(guess.confidence());
      images[bin]++;
      confidence[bin] += guess.confidence();
      right[bin] += guess.rightAmong(1) ? 1 : 0;
    }
    List<Bin> bins =
        IntStream.range(0, BINS)
            .mapToObj(
                bin -> {
                  double count = Math.max(1, images[bin]);
                  return new Bin(
                      (double) bin / BINS,
                      (bin + 1.0) / BINS,
                      images[bin],
                      confidence[bin] / count,
                      right[bin] / count);
                })
            .toList();
    double error =
        bins.stream()
                .mapToDouble(bin -> bin.images() * Math.abs(bin.right() - bin.confidence()))
                .sum()
            / guesses.size();
    return new Calibration(bins, error);
  }

  private static int bin(double confidence) {
    return Math.max(0, (int) Math.ceil(confidence * BINS) - 1);
  }
}
