package org.alexnetspark.jobs.neighbors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueriesTest {
  private static final int LENGTH = 100;

  /** Vectors that differ by less than their products round off. */
  @Test
  void nearDuplicatesAreToldApart() {
    Random random = new Random(1);
    float[] base = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      base[i] = 1000 + 10 * (float) random.nextGaussian();
    }
    List<float[]> vectors = new ArrayList<>();
    for (int vector = 0; vector < 200; vector++) {
      float[] near = base.clone();
      near[vector % LENGTH] += 0.001f * (1 + random.nextInt(1000));
      vectors.add(near);
    }
    float[][] queries = {base, vectors.get(17)};

    List<List<Long>> expected =
        Arrays.stream(queries).map(query -> bruteForce(query, vectors)).toList();
    Queries search = new Queries(queries, 5);
    for (int start = 0; start < vectors.size(); start += 64) {
      offer(search, vectors.subList(start, Math.min(start + 64, vectors.size())), start);
    }

    for (int query = 0; query < queries.length; query++) {
      assertThat(search.nearest().get(query).neighbors().stream().map(Neighbor::position))
          .containsExactlyElementsOf(expected.get(query));
    }
    assertThat(search.nearest().get(1).neighbors().get(0).distance()).isZero();
  }

  @Test
  void fewerVectorsThanAskedForAreAllKept() {
    Queries search = new Queries(new float[][] {{1, 2}}, 5);
    search.offer(
        new float[] {1, 2, 4, 6},
        2,
        (vector, distance) -> new Neighbor(vector, vector, 0, "", distance));

    assertThat(search.nearest().get(0).neighbors().stream().map(Neighbor::distance))
        .containsExactly(0.0, 5.0);
  }

  private static void offer(Queries search, List<float[]> vectors, int start) {
    float[] block = new float[vectors.size() * LENGTH];
    for (int i = 0; i < vectors.size(); i++) {
      System.arraycopy(vectors.get(i), 0, block, i * LENGTH, LENGTH);
    }
    search.offer(
        block,
        vectors.size(),
        (vector, distance) -> new Neighbor(start + vector, start + vector, 0, "", distance));
  }

  private static List<Long> bruteForce(float[] query, List<float[]> vectors) {
    double[] distances =
        vectors.stream()
            .mapToDouble(
                vector ->
                    IntStream.range(0, LENGTH)
                        .mapToDouble(i -> Math.pow((double) query[i] - vector[i], 2))
                        .sum())
            .toArray();
    return IntStream.range(0, distances.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> distances[i]))
        .limit(5)
        .map(Integer::longValue)
        .toList();
  }
}
