package org.alexnetspark.jobs.evaluate;

import java.util.List;

/**
 * A network's guesses on a whole split.
 *
 * @param classes how many the network tells apart
 * @param guesses one for every image, in the order of the images' ids
 */
public record Evaluation(int classes, List<Guess> guesses) {

  public Evaluation {
    guesses = List.copyOf(guesses);
  }

  /** Share of images, 0 to 1, whose true class was guessed first. */
  public double top1() {
    return shareRightAmong(1);
  }

  /** Share of images, 0 to 1, whose true class was among the first five guesses. */
  public double top5() {
    return shareRightAmong(Guess.BEST);
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

  private double shareRightAmong(int first) {
    return guesses.stream().filter(guess -> guess.rightAmong(first)).count()
        / (double) guesses.size();
  }
}
