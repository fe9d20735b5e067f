package org.alexnetspark.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountTest {

  @Test
  void nounsFollowTheirNumbers() {
    assertThat(Count.of(1, "shard")).isEqualTo("1 shard");
    assertThat(Count.of(0, "shard")).isEqualTo("0 shards");
    assertThat(Count.of(1_281_167, "photograph")).isEqualTo("1,281,167 photographs");
    assertThat(Count.of(1, "class")).isEqualTo("1 class");
    assertThat(Count.of(10, "class")).isEqualTo("10 classes");
  }
}
