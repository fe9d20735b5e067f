package org.alexnetspark.jobs.evaluate;

import java.util.List;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.classify.Guess;

/**
 * A network's guesses on a whole split.
 *
 * @param classes how many the network tells apart
 * @param guesses one for every image, in the order in which the split stores them
 */
public record Evaluation(int classes, List<Guess> guesses) {

  public Evaluation {
    guesses = List.copyOf(guesses);
  }

  /**
   * How the images of one class fared.
   *
   * @param top1 share of them, 0 to 1, whose class was guessed first; not a number where there are
   *     none
   * @param top5 likewise among the first five guesses
   */
  public record OfClass(int label, long images, double top1, double top5) {}

  /** Share of images, 0 to 1, whose true class was guessed first. */
  public double top1() {
    return shareRightAmong(1, guesses);
  }

  /** Share of images, 0 to 1, whose true class was among the first five guesses. */
  public double top5() {
    return shareRightAmong(Guess.BEST, guesses);
  }

  /** Whether the first five guesses are all there are: then they say nothing. */
  public boolean topFiveIsCertain() {
    return classes <= Guess.BEST;
  }

  /** Mean cross-entropy, natural logarithm. */
  public double loss() {
    return guesses.stream().mapToDouble(Guess::loss).average().orElse(Double.NaN);
  }

  /** How often images of a class (row) were taken for a class (column). */
  public int[][] confusion() {
    int[][] confusion = new int[classes][classes];
    for (Guess guess : guesses) {
      confusion[guess.label()][guess.best().get(0).label()]++;
    }
    return confusion;
  }

  /** Accuracy class by class, in the order of the labels. */
  public List<OfClass> byClass() {
    long[] images = new long[classes];
    long[] first = new long[classes];
    long[] firstFive = new long[classes];
    for (Guess guess : guesses) {
      images[guess.label()]++;
      first[guess.label()] += guess.rightAmong(1) ? 1 : 0;
      firstFive[guess.label()] += guess.rightAmong(Guess.BEST) ? 1 : 0;
    }
    return IntStream.range(0, classes)
        .mapToObj(
            label ->
                new OfClass(
                    label,
                    images[label],
                    first[label] / (double) images[label],
                    firstFive[label] / (double) images[label]))
        .toList();
  }

  /** Whether confidence is how often the network is right. */
  public Calibration calibration() {
    return Calibration.of(guesses);
  }

  private static double shareRightAmong(int first, List<Guess> guesses) {
    return guesses.stream().filter(guess -> guess.rightAmong(first)).count()
        / (double) guesses.size();
  }
}
