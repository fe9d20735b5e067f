package org.alexnetspark.jobs.report;

/** The first layer's kernels of one tower: small RGB pictures of weights. */
public final class Kernels {

  private final int count;
  private final int side;
  private final float[] weights;

  private Kernels(int count, int side, float[] weights) {
    this.count = count;
    this.side = side;
    this.weights = weights;
  }

  /**
   * Takes a copy of weights in the order [kernel][row][column][red, green, blue].
   *
   * @throws IllegalArgumentException if their number is another than count x side x side x 3
   */
  public static Kernels of(int count, int side, float[] weights) {
    if (weights.length != count * side * side * 3) {
      throw new IllegalArgumentException(
          "%d kernels of %d x %d x 3 have %d weights, not %d"
              .formatted(count, side, side, count * side * side * 3, weights.length));
    }
    return new Kernels(count, side, weights.clone());
  }

  int count() {
    return count;
  }

  int side() {
    return side;
  }

  float weight(int kernel, int row, int column, int channel) {
    return weights[((kernel * side + row) * side + column) * 3 + channel];
  }

  /** The largest |w| of a kernel. */
  float largest(int kernel) {
    float largest = 0;
    int size = side * side * 3;
    for (int i = kernel * size; i < (kernel + 1) * size; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    return largest;
  }
}
