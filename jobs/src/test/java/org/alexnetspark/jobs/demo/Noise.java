package org.alexnetspark.jobs.demo;

import java.util.SplittableRandom;

/**
 * Value noise: a random number for every cell of a grid, smoothly joined. The same arguments give
 * the same noise.
 */
final class Noise {

  /**
   * The grid repeats after this many cells, a power of two; seeds choose where in it a picture
   * lies.
   */
  private static final int PERIOD = 256;

  private static final float[] CELLS = cells();

  private Noise() {}

  /** A number from 0 to 1 that follows from the cell and the seed alone. */
  static float ofCell(int x, int y, int seed) {
    int column = (x + seed) & (PERIOD - 1);
    int row = (y + (seed >>> 8)) & (PERIOD - 1);
    return CELLS[row * PERIOD + column];
  }

  /** Smooth noise from -1 to 1 that changes over about a unit. */
  static double smooth(double x, double y, int seed) {
    int cellX = floor(x);
    int cellY = floor(y);
    double right = fade(x - cellX);
    double below = fade(y - cellY);
    double top = mix(ofCell(cellX, cellY, seed), ofCell(cellX + 1, cellY, seed), right);
    double bottom = mix(ofCell(cellX, cellY + 1, seed), ofCell(cellX + 1, cellY + 1, seed), right);
    return 2 * mix(top, bottom, below) - 1;
  }

  /**
   * Noise of several sizes, each half as large and half as strong as the one before, from -1 to 1.
   */
  static double fractal(double x, double y, int sizes, int seed) {
    double sum = 0;
    double strength = 1;
    double total = 0;
    for (int size = 0; size < sizes; size++) {
      sum += strength * smooth(x, y, seed + 7919 * size);
      total += strength;
      strength /= 2;
      x *= 2;
      y *= 2;
    }
    return sum / total;
  }

  static double mix(double from, double to, double share) {
    return from + (to - from) * share;
  }

  private static double fade(double t) {
    return t * t * (3 - 2 * t);
  }

  /**
   * {@link Math#floor} for numbers that an int holds, several times as fast before a JVM has warmed
   * up.
   */
  private static int floor(double value) {
    int towardsZero = (int) value;
    return value < towardsZero ? towardsZero - 1 : towardsZero;
  }

  private static float[] cells() {
    SplittableRandom random = new SplittableRandom(0);
    float[] cells = new float[PERIOD * PERIOD];
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = (float) random.nextDouble();
    }
    return cells;
  }
}
