package org.alexnetspark.jobs.classify;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network says of an image.
 *
 * @param id of the image in its split
 * @param label its true class
 * @param path where the image came from
 * @param best the most probable classes, best first, at most {@value #BEST}
 * @param loss -ln of the probability of the true class
 */
public record Guess(long id, int label, String path, List<Scored> best, double loss)
    implements Serializable {
  /** How many classes are noted for each image. */
  public static final int BEST = 5;

  /** A class and its probability. */
  public record Scored(int label, float probability) implements Serializable {}

  /**
   * The classes with the highest probabilities; of equal ones the one with the smaller label first.
   */
  public static List<Scored> best(float[] probabilities, int count) {
    return IntStream.range(0, probabilities.length)
        .mapToObj(label -> new Scored(label, probabilities[label]))
        .sorted(Comparator.comparingDouble(scored -> -scored.probability()))
        .limit(count)
        .toList();
  }

  public static Guess of(long id, int label, String path, float[] probabilities) {
    double smallest = Float.MIN_NORMAL;
    return new Guess(
        id,
        label,
        path,
        best(probabilities, BEST),
        -Math.log(Math.max(probabilities[label], smallest)));
  }

  /** The probability of the first guess. */
  public double confidence() {
    return best.get(0).probability();
  }

  /** Whether the true class is among so many first guesses. */
  public boolean rightAmong(int first) {
    return best.stream().limit(first).anyMatch(scored -> scored.label() == label);
  }
}
