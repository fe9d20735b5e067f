package org.alexnetspark.model.specification;

/**
 * Max-pooling after conv1, conv2 and conv5 (paper, section 3.4). Windows that would reach past the
 * edge are left out, so that the first two kinds give 55 to 27, 27 to 13 and 13 to 6: the ablation
 * changes nothing but the overlap. The authors' own ablation kept them, and changed paddings.
 */
public enum Pooling {
  /** Windows of 3 x 3 at every second pixel, the paper's. */
  OVERLAPPING(3, false),
  /** Windows of 2 x 2 at every second pixel. */
  PLAIN(2, false),
  /** The same, and where a row or column is left over, windows of what is left. */
  PLAIN_TO_THE_EDGE(2, true);

  /** Distance between windows. */
  public static final int STRIDE = 2;

  private final int window;
  private final boolean toTheEdge;

  Pooling(int window, boolean toTheEdge) {
    this.window = window;
    this.toTheEdge = toTheEdge;
  }

  /** Whether the last windows may reach past the edge. */
  public boolean toTheEdge() {
    return toTheEdge;
  }

  /** Side of the window in pixels. */
  public int window() {
    return window;
  }

  /** Side of the pooled map of a map of {@code size} x {@code size}. */
  public int outputSize(int size) {
    int beyond = toTheEdge ? STRIDE - 1 : 0;
    return (size - window + beyond) / STRIDE + 1;
  }
}
