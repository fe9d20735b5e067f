package org.alexnetspark.rehearsal;

import java.util.Arrays;

/**
 * How many photographs each class has: as in ILSVRC-2012, 895 of 1,000 classes have 1,300, the
 * others 732 at least, and all together 1,281,167. Smaller sets have the same shape.
 */
final class ClassSizes {

  /** Photographs of ILSVRC-2012's training set. */
  static final int IMAGENET = 1_281_167;

  private static final int CLASSES = 1_000;
  private static final int MOST = 1_300;
  private static final int LEAST = 732;
  private static final int NOT_FULL = 105;

  private ClassSizes() {}

  /**
   * Sizes that add up to a number of photographs.
   *
   * @throws IllegalArgumentException unless there is one for each of the 1,000 classes
   */
  static int[] of(int photographs) {
    if (photographs < CLASSES || photographs > IMAGENET) {
      throw new IllegalArgumentException(
          "a made ImageNet has "
              + CLASSES
              + " to "
              + IMAGENET
              + " photographs, not "
              + photographs);
    }
    int[] whole = imageNet();
    // Everyone has one. The rest is shared out as in the whole, and rounded where its sums stand,
    // so
    // that they add up.
    long rest = photographs - (long) CLASSES;
    long ofWhole = IMAGENET - (long) CLASSES;
    int[] sizes = new int[CLASSES];
    long before = 0;
    for (int label = 0; label < CLASSES; label++) {
      long after = before + whole[label] - 1;
      sizes[label] = 1 + (int) (after * rest / ofWhole - before * rest / ofWhole);
      before = after;
    }
    return sizes;
  }

  private static int[] imageNet() {
    int[] sizes = new int[CLASSES];
    Arrays.fill(sizes, MOST);
    // The classes that are not full stand apart, from the smallest on in a straight line; what is
    // then missing from the sum is spread over them.
    int step = CLASSES / NOT_FULL;
    for (int i = 0; i < NOT_FULL; i++) {
      sizes[i * step] = LEAST + i * (MOST - LEAST - 1) / NOT_FULL;
    }
    int missing = IMAGENET - Arrays.stream(sizes).sum();
    for (int i = 1; missing > 0; i = i % (NOT_FULL - 1) + 1) {
      int more = Math.min(missing, Math.min(1 + missing / NOT_FULL, MOST - 1 - sizes[i * step]));
      sizes[i * step] += more;
      missing -= more;
    }
    return sizes;
  }
}
