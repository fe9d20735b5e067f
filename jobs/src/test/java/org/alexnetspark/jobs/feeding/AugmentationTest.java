package org.alexnetspark.jobs.feeding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final int SIZE = 8;
  private static final int CROP = 5;
  private static final byte[] PIXELS = new byte[SIZE * SIZE * 3];

  private static Augmentation augmentation(double deviation, double[] deviations) {
    double[][] vectors = {{1, 0, 0}, {0, 0.6, 0.8}, {0, 0.8, -0.6}};
    return new Augmentation(
        new Preparation(SIZE, CROP, new float[PIXELS.length]),
        new ColorJitter(deviation, deviations, vectors));
  }

  @Test
  void jitterShiftsColoursAlongThePrincipalComponents() {
    Augmentation alongFirst = augmentation(0.1, new double[] {50, 0, 0});
    double sumOfSquares = 0;
    int draws = 2000;
    for (long seed = 0; seed < draws; seed++) {
      float[] shift = alongFirst.draw(PIXELS, seed).shift();
      assertThat(shift[1]).isZero();
      assertThat(shift[2]).isZero();
      sumOfSquares += shift[0] * shift[0];
    }
    double deviation = Math.sqrt(sumOfSquares / draws);
    assertThat(deviation).as("0.1 * sqrt(lambda)").isCloseTo(5, within(0.3));

    float[] alongSecond = augmentation(0.1, new double[] {0, 50, 0}).draw(PIXELS, 1).shift();
    assertThat(alongSecond[0]).isZero();
    assertThat(alongSecond[2] / alongSecond[1]).isCloseTo(0.8f / 0.6f, within(1e-4f));
  }

  @Test
  void jitterOfDeviationZeroIsNone() {
    assertThat(augmentation(0, new double[] {50, 40, 30}).draw(PIXELS, 7).shift())
        .containsExactly(0, 0, 0);
  }

  @Test
  void randomViewsReachEveryOffsetAndBothDirections() {
    Augmentation augmentation = augmentation(0.1, new double[] {9, 8, 7});
    Set<View> seen = new HashSet<>();
    for (long seed = 0; seed < 2000; seed++) {
      View view = augmentation.draw(PIXELS, Seeds.derive(3, seed)).view();
      assertThat(view.left()).isBetween(0, SIZE - CROP);
      assertThat(view.top()).isBetween(0, SIZE - CROP);
      seen.add(view);
    }
    int offsets = SIZE - CROP + 1;
    assertThat(seen).hasSize(2 * offsets * offsets);
  }

  @Test
  void theSameSeedGivesTheSameView() {
    Augmentation augmentation = augmentation(0.1, new double[] {9, 8, 7});
    ViewedImage first = augmentation.draw(PIXELS, 42);
    ViewedImage second = augmentation.draw(PIXELS, 42);
    assertThat(second.view()).isEqualTo(first.view());
    assertThat(second.shift()).containsExactly(first.shift());
    assertThat(second.pixels()).isSameAs(PIXELS);
  }
}
