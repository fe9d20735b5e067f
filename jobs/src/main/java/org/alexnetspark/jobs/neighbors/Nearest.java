package org.alexnetspark.jobs.neighbors;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The nearest images of a query among those that were offered. */
final class Nearest implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int count;
  private final TreeSet<Neighbor> kept;

  /**
   * @param count how many are kept
   */
  Nearest(int count) {
    this.count = count;
    this.kept = new TreeSet<>();
  }

  /** An image that is farther away than this need not be offered. */
  double limit() {
    return kept.size() < count ? Double.POSITIVE_INFINITY : kept.last().distance();
  }

  void offer(Neighbor neighbor) {
    kept.add(neighbor);
    if (kept.size() > count) {
      kept.pollLast();
    }
  }

  void offerAll(Nearest others) {
    others.kept.forEach(this::offer);
  }

  /** Nearest first. */
  List<Neighbor> neighbors() {
    return new ArrayList<>(kept);
  }
}
