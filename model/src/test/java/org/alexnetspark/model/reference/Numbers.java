package org.alexnetspark.model.reference;

import java.util.Random;

/** Random vectors and their distances, for tests. */
public final class Numbers {

  private Numbers() {}

  /** Normal numbers that a float holds exactly, so that both precisions start from the same. */
  public static double[] normal(long seed, int length, double deviation) {
    Random random = new Random(seed);
    return random.doubles(length).map(u -> (float) (random.nextGaussian() * deviation)).toArray();
  }

  /**
   * Normal numbers of 8 significant bits, which bf16 holds exactly too: whatever the precision, the
   * same numbers are positive, or the largest of their neighbours.
   */
  public static double[] coarse(long seed, int length, double deviation) {
    double[] numbers = normal(seed, length, deviation);
    for (int i = 0; i < length; i++) {
      double step = Math.scalb(1.0, Math.getExponent(numbers[i]) - 7);
      numbers[i] = Math.rint(numbers[i] / step) * step;
    }
    return numbers;
  }

  public static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  public static double[] doubles(float[] numbers) {
    double[] doubles = new double[numbers.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = numbers[i];
    }
    return doubles;
  }

  /** |actual - expected| / |expected|, Euclidean. */
  public static double relativeError(float[] actual, double[] expected) {
    return relativeError(doubles(actual), expected);
  }

  /** |actual - expected| / |expected|, Euclidean. */
  public static double relativeError(double[] actual, double[] expected) {
    if (actual.length != expected.length) {
      throw new IllegalArgumentException(actual.length + " numbers for " + expected.length);
    }
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < actual.length; i++) {
      difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      norm += expected[i] * expected[i];
    }
    return Math.sqrt(difference) / (Math.sqrt(norm) + 1e-30);
  }

  public static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
