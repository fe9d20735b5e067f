package org.alexnetspark.model.specification;

/**
 * Max-pooling after conv1, conv2 and conv5 (paper, section 3.4). Windows that would reach past the
 * edge are left out, so that both kinds give 55 to 27, 27 to 13 and 13 to 6: the ablation changes
 * nothing but the overlap.
 */
public enum Pooling {
  /** Windows of 3 x 3 at every second pixel, the paper's. */
  OVERLAPPING(3),
  /** Windows of 2 x 2 at every second pixel. */
  PLAIN(2);

  /** Distance between windows. */
  public static final int STRIDE = 2;

  private final int window;

  Pooling(int window) {
    this.window = window;
  }

  /** Side of the window in pixels. */
  public int window() {
    return window;
  }

  /** Side of the pooled map of a map of {@code size} x {@code size}. */
  public int outputSize(int size) {
    return (size - window) / STRIDE + 1;
  }
}
