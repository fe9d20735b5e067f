package org.alexnetspark.model.specification;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the kernels are laid out over towers (paper, section 3.2). */
public enum Arrangement {
  /** The paper's network: half the kernels in each of two towers. */
  TWO_TOWERS("2", 2),
  /** All kernels in one tower, where every layer sees all of them. */
  ONE_TOWER("1", 1),
  /**
   * The smaller network that the paper compares with on one GPU: half the kernels in conv1 to
   * conv4; conv5 and the fully connected layers keep their size, so that both networks have about
   * as many parameters.
   */
  HALF("half", 1);

  private final String label;
  private final int towers;

  Arrangement(String label, int towers) {
    this.label = label;
    this.towers = towers;
  }

  /** The arrangement of a label; an unknown one is an {@link IllegalArgumentException}. */
  public static Arrangement of(String label) {
    return Arrays.stream(values())
        .filter(each -> each.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + label
                        + "' is not one of "
                        + Arrays.stream(values())
                            .map(Arrangement::toString)
                            .collect(Collectors.joining(", "))));
  }

  /** Number of towers. */
  public int towers() {
    return towers;
  }

  /** The label: 2, 1 or half. */
  @Override
  public String toString() {
    return label;
  }
}
