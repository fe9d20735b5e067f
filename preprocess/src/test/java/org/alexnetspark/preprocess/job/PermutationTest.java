package org.alexnetspark.preprocess.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17, 1000, 65_536, 65_537})
  void hitsEveryNumberOnce(int count) {
    Permutation permutation = new Permutation(count, 42);
    long[] shuffled = LongStream.range(0, count).map(permutation::at).sorted().toArray();
    assertThat(shuffled).isEqualTo(LongStream.range(0, count).toArray());
  }

  @Test
  void followsFromTheSeed() {
    assertThat(first(1000, 7)).isEqualTo(first(1000, 7)).isNotEqualTo(first(1000, 8));
  }

  /** A promise to whoever made a dataset before: the same seed keeps giving the same order. */
  @Test
  void staysTheSameFromVersionToVersion() {
    assertThat(first(10, 0)).containsExactly(2, 0, 8, 1, 9, 7, 4, 5, 6, 3);
  }

  /** Every number is about as likely at every place: chi-squared over seeds, 10 x 10 cells. */
  @Test
  void prefersNoPlace() {
    int count = 10;
    int seeds = 20_000;
    int[][] hits = new int[count][count];
    for (int seed = 0; seed < seeds; seed++) {
      Permutation permutation = new Permutation(count, seed);
      for (int position = 0; position < count; position++) {
        hits[position][(int) permutation.at(position)]++;
      }
    }
    double expected = (double) seeds / count;
    double chiSquared = 0;
    for (int[] row : hits) {
      for (int hit : row) {
        chiSquared += (hit - expected) * (hit - expected) / expected;
      }
    }
    // 81 degrees of freedom: one in a million is above 152.
    assertThat(chiSquared).isLessThan(152);
  }

  @Test
  void leavesNoTraceOfTheOrderBefore() {
    int count = 10_000;
    Permutation permutation = new Permutation(count, 3);
    double covariance = 0;
    int neighbours = 0;
    for (int i = 0; i < count; i++) {
      covariance += (i - count / 2.0) * (permutation.at(i) - count / 2.0);
      neighbours += i > 0 && Math.abs(permutation.at(i) - permutation.at(i - 1)) == 1 ? 1 : 0;
    }
    double correlation = covariance / count / (count * (double) count / 12);
    assertThat(Math.abs(correlation)).isLessThan(0.05);
    assertThat(neighbours).isLessThan(12);
  }

  @Test
  void knowsItsBounds() {
    assertThatThrownBy(() -> new Permutation(5, 0).at(5))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static long[] first(int count, long seed) {
    return LongStream.range(0, count).map(new Permutation(count, seed)::at).toArray();
  }
}
