package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.alexnetspark.model.device.cuda.Access.Way;
import org.alexnetspark.model.device.cuda.Sums.Stretches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided before anything is called. */
class PlanningTest {

  @Test
  void onlyMemoryThatCannotBeReadIsCopied() {
    assertThat(Way.between(true, true, false)).isEqualTo(Way.OWN);
    assertThat(Way.between(false, true, false)).isEqualTo(Way.DIRECT);
    assertThat(Way.between(false, false, true)).isEqualTo(Way.DIRECT);
    assertThat(Way.between(false, false, false)).isEqualTo(Way.COPY);
  }

  @ParameterizedTest
  @CsvSource({"387200,48", "21632,192", "128,2048", "1,500", "7,1000000", "3,1"})
  void stretchesCoverAllRowsAndNoneIsEmpty(int rows, int channels) {
    Stretches stretches = Stretches.of(rows, channels);

    assertThat(stretches.count() * stretches.rows()).isGreaterThanOrEqualTo(rows);
    assertThat((stretches.count() - 1) * stretches.rows()).isLessThan(rows);
  }

  @Test
  void aSumOverAllPlacesOfConv1IsCutUpForManyThreads() {
    Stretches stretches = Stretches.of(128 * 55 * 55, 48);

    assertThat(stretches.count() * 48).isBetween(20_000, 1 << 17);
    assertThat(stretches.rows()).isLessThan(1000);
  }

  @Test
  void weightsOfTheCudnnKindLieAtMultiplesOfSixteenBytes() {
    assertThat(ConvolutionWeights.isAligned(new Address(4096))).isTrue();
    assertThat(ConvolutionWeights.isAligned(new Address(4096).plus(8))).isFalse();
  }
}
