package org.alexnetspark.jobs.feeding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.alexnetspark.jobs.feeding.EpochPlan.Slice;
import org.alexnetspark.preprocess.dataset.Shard;
import org.alexnetspark.preprocess.dataset.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochPlanTest {
  /** Three shards of 64-row groups with smaller last ones: 300 rows. */
  private static final Split SPLIT =
      new Split(
          300,
          List.of(150L, 150L),
          0,
          List.of(
              shard("a", List.of(64, 64, 12)),
              shard("b", List.of(64, 36)),
              shard("c", List.of(60))));

  private static Shard shard(String file, List<Integer> rowGroups) {
    return new Shard(
        file, rowGroups.stream().mapToInt(Integer::intValue).sum(), 1, "sum", rowGroups);
  }

  private static List<String> rows(List<Slice> slices) {
    List<String> rows = new ArrayList<>();
    for (Slice slice : slices) {
      IntStream.range(slice.from(), slice.to())
          .forEach(row -> rows.add(slice.shard() + "/" + slice.rowGroup() + "/" + row));
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 300})
  void everyRowIsSeenOnceAndSharesDifferByAtMostOne(int workers) {
    EpochPlan plan = EpochPlan.shuffled(SPLIT, 5, 1);
    Set<String> seen = new HashSet<>();
    List<Integer> shares = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      List<String> rows = rows(plan.slices(worker, workers));
      assertThat(seen).doesNotContainAnyElementsOf(rows);
      seen.addAll(rows);
      shares.add(rows.size());
      assertThat(plan.rows(worker, workers)).isEqualTo(rows.size());
    }
    assertThat(seen).hasSize(300);
    assertThat(shares).allMatch(share -> share == 300 / workers || share == 300 / workers + 1);
  }

  @Test
  void theOrderFollowsFromSeedAndEpoch() {
    List<Slice> order = EpochPlan.shuffled(SPLIT, 5, 1).slices(0, 1);
    assertThat(EpochPlan.shuffled(SPLIT, 5, 1).slices(0, 1)).isEqualTo(order);
    assertThat(EpochPlan.shuffled(SPLIT, 5, 2).slices(0, 1)).isNotEqualTo(order);
    assertThat(EpochPlan.shuffled(SPLIT, 6, 1).slices(0, 1)).isNotEqualTo(order);
  }

  @Test
  void theLastMinibatchOfAShareMayBeSmaller() {
    EpochPlan plan = EpochPlan.asStored(SPLIT);
    assertThat(plan.minibatches(0, 2, 50)).isEqualTo(3);
    assertThat(plan.minibatches(0, 2, 64)).isEqualTo(3);
    assertThat(plan.minibatches(0, 1, 64)).isEqualTo(5);
  }

  @Test
  void asStoredKeepsTheOrderOfTheShards() {
    assertThat(rows(EpochPlan.asStored(SPLIT).slices(0, 1)))
        .startsWith("0/0/0", "0/0/1")
        .endsWith("2/0/58", "2/0/59");
  }
}
