package org.alexnetspark.jobs.feeding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleRangeTest {
  @Test
  void readsANumberOrARangeAndWritesThemSo() {
    assertThat(ScaleRange.parse("384")).isEqualTo(ScaleRange.always(384)).hasToString("384");
    assertThat(ScaleRange.parse("256,512")).isEqualTo(new ScaleRange(256, 512));
    assertThat(new ScaleRange(256, 512)).hasToString("256,512");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "512,256", "256,", "256;512", "256,512,768", "1025", "-1", "a"})
  void whatIsNeitherIsRefused(String text) {
    assertThatThrownBy(() -> ScaleRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMiddleIsWhereANetworkIsTested() {
    assertThat(new ScaleRange(256, 512).middle()).isEqualTo(384);
    assertThat(ScaleRange.always(256).middle()).isEqualTo(256);
  }

  @Test
  void everyScaleOfARangeIsAsLikelyAsAnyOther() {
    SplittableRandom random = new SplittableRandom(1);
    int[] drawn = new int[11];
    for (int i = 0; i < 11_000; i++) {
      drawn[new ScaleRange(250, 260).draw(random) - 250]++;
    }
    for (int count : drawn) {
      assertThat(count).as("of 1000, deviation 30").isBetween(850, 1150);
    }
  }
}
