package org.alexnetspark.jobs.page;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How often images of each class were taken for each class. */
public final class Confusion {

  private final int[][] counts;

  private Confusion(int[][] counts) {
    this.counts = counts;
  }

  /** Takes a copy of counts by true class (row) and guessed class (column). */
  public static Confusion of(int[][] counts) {
    return new Confusion(Arrays.stream(counts).map(int[]::clone).toArray(int[][]::new));
  }

  int classes() {
    return counts.length;
  }

  int count(int trueClass, int guessed) {
    return counts[trueClass][guessed];
  }

  int images(int trueClass) {
    return Arrays.stream(counts[trueClass]).sum();
  }

  /** The share of a class's images that were taken for another class; 0 where there are none. */
  double share(int trueClass, int guessed) {
    return images(trueClass) == 0 ? 0 : (double) count(trueClass, guessed) / images(trueClass);
  }

  /** Images of one class taken for another. */
  record Mistake(int trueClass, int guessed, int count) {}

  /** The most frequent mistakes, most frequent first. */
  List<Mistake> mistakes(int limit) {
    return IntStream.range(0, counts.length)
        .boxed()
        .flatMap(
            row ->
                IntStream.range(0, counts.length)
                    .filter(column -> column != row && counts[row][column] > 0)
                    .mapToObj(column -> new Mistake(row, column, counts[row][column])))
        .sorted(Comparator.comparingInt(Mistake::count).reversed())
        .limit(limit)
        .toList();
  }
}
