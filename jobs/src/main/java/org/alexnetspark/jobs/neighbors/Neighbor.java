package org.alexnetspark.jobs.neighbors;

import java.io.Serializable;
import java.util.Comparator;

/**
 * An image of a split, and how far it is from a query. Nearest first; of equally near ones the one
 * that is stored first.
 *
 * @param position in stored order
 * @param id of the image in its split
 * @param label its class
 * @param path where it came from
 * @param distance Euclidean, in the features' space
 */
public record Neighbor(long position, long id, int label, String path, double distance)
    implements Serializable, Comparable<Neighbor> {

  private static final Comparator<Neighbor> NEAREST_FIRST =
      Comparator.comparingDouble(Neighbor::distance).thenComparingLong(Neighbor::position);

  @Override
  public int compareTo(Neighbor other) {
    return NEAREST_FIRST.compare(this, other);
  }
}
