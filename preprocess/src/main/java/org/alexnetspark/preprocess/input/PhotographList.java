package org.alexnetspark.preprocess.input;

import java.io.Serializable;
import java.util.Locale;
import java.util.stream.IntStream;

/** The photographs of a split, each with its label, in the order of their paths. */
public final class PhotographList implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Listing listing;
  private final int[] labels;

  private PhotographList(Listing listing, int[] labels) {
    this.listing = listing;
    this.labels = labels;
  }

  /**
   * Puts a listing in order.
   *
   * @param labels of the photographs of the listing
   * @throws UnusableInputException when two photographs have one path: nobody could tell which of
   *     them became a row
   */
  static PhotographList sorted(Listing listing, int[] labels) {
    int[] order = listing.order();
    for (int i = 1; i < order.length; i++) {
      if (listing.compare(order[i - 1], order[i]) == 0) {
        throw new UnusableInputException(
            String.format(
                Locale.ROOT,
                "--input: two photographs are called %s: in %s and in %s",
                listing.path(order[i]),
                listing.location(order[i - 1]).file(),
                listing.location(order[i]).file()));
      }
    }
    return new PhotographList(
        listing.select(order), IntStream.of(order).map(index -> labels[index]).toArray());
  }

  /** How many. */
  public int size() {
    return labels.length;
  }

  /** What identifies a photograph: its class folder and name, wherever the input lies. */
  public String path(int index) {
    return listing.path(index);
  }

  /** Where a photograph lies. */
  public Location location(int index) {
    return listing.location(index);
  }

  /** The label of a photograph. */
  public int label(int index) {
    return labels[index];
  }

  /** The photographs at these positions, in this order. */
  public PhotographList select(int[] indexes) {
    return new PhotographList(
        listing.select(indexes), IntStream.of(indexes).map(index -> labels[index]).toArray());
  }
}
