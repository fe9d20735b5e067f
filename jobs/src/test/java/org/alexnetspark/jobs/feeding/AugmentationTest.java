package org.alexnetspark.jobs.feeding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.preprocess.image.ImageSize;
import org.alexnetspark.preprocess.image.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
  private static final int SIZE = 8;
  private static final int CROP = 5;
  private static final byte[] PIXELS = new byte[SIZE * SIZE * 3];
  private static final RgbImage IMAGE = new RgbImage(SIZE, SIZE, PIXELS);

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
      float[] shift = alongFirst.draw(IMAGE, seed).shift();
      assertThat(shift[1]).isZero();
      assertThat(shift[2]).isZero();
      sumOfSquares += shift[0] * shift[0];
    }
    double deviation = Math.sqrt(sumOfSquares / draws);
    assertThat(deviation).as("0.1 * sqrt(lambda)").isCloseTo(5, within(0.3));

    float[] alongSecond = augmentation(0.1, new double[] {0, 50, 0}).draw(IMAGE, 1).shift();
    assertThat(alongSecond[0]).isZero();
    assertThat(alongSecond[2] / alongSecond[1]).isCloseTo(0.8f / 0.6f, within(1e-4f));
  }

  @Test
  void jitterOfDeviationZeroIsNone() {
    assertThat(augmentation(0, new double[] {50, 40, 30}).draw(IMAGE, 7).shift())
        .containsExactly(0, 0, 0);
  }

  @Test
  void whereImagesShareADrawColoursAreTheirOwn() {
    Augmentation augmentation = augmentation(0.1, new double[] {9, 8, 7});
    ViewedImage first = augmentation.draw(IMAGE, 5, 1);
    ViewedImage second = augmentation.draw(IMAGE, 5, 2);
    assertThat(second.view()).isEqualTo(first.view());
    assertThat(second.shift()).isNotEqualTo(first.shift());
    assertThat(augmentation.draw(IMAGE, 5, 1).shift()).isEqualTo(first.shift());
  }

  @Test
  void imagesWithJitterAreDividedAndThoseWithoutAreNot() {
    double[][] vectors = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    double[] deviations = {9, 8, 7};
    Preparation preparation = new Preparation(SIZE, CROP, new float[PIXELS.length]);
    for (double deviation : new double[] {0, 0.1}) {
      Augmentation augmentation =
          new Augmentation(preparation, new ColorJitter(deviation, deviations, vectors, 1.1));
      assertThat(augmentation.draw(IMAGE, 1).factor())
          .isEqualTo(deviation == 0 ? 1f : (float) (1 / 1.1));
    }
  }

  @Test
  void randomViewsReachEveryOffsetAndBothDirections() {
    Augmentation augmentation = augmentation(0.1, new double[] {9, 8, 7});
    Set<View> seen = new HashSet<>();
    for (long seed = 0; seed < 2000; seed++) {
      View view = augmentation.draw(IMAGE, Seeds.derive(3, seed)).view();
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
    ViewedImage first = augmentation.draw(IMAGE, 42);
    ViewedImage second = augmentation.draw(IMAGE, 42);
    assertThat(second.view()).isEqualTo(first.view());
    assertThat(second.shift()).containsExactly(first.shift());
    assertThat(second.pixels()).isSameAs(PIXELS);
  }

  /** The part of the resized image, whatever the scale, and so of the image itself at its own. */
  @ParameterizedTest
  @ValueSource(strings = {"12", "9", "16", "8,20"})
  void ofAWholeImageAViewIsASquareAnywhereAtAScaleOfTheRange(String range) {
    RgbImage image = image(20, 12);
    Augmentation augmentation = whole(range);
    Map<ByteBuffer, Integer> scales = scalesOfAllSquares(image);
    Set<Integer> found = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      ViewedImage drawn = augmentation.draw(image, seed);
      assertThat(drawn.view().left()).isZero();
      assertThat(drawn.view().top()).isZero();
      found.add(scales.get(ByteBuffer.wrap(drawn.pixels())));
    }
    int[] ends = Arrays.stream(range.split(",")).mapToInt(Integer::parseInt).toArray();
    int largest = ends[ends.length - 1];
    assertThat(found)
        .isEqualTo(IntStream.rangeClosed(ends[0], largest).boxed().collect(Collectors.toSet()));
  }

  /** Every square at every scale, and the scale that it is of. */
  private static Map<ByteBuffer, Integer> scalesOfAllSquares(RgbImage image) {
    Map<ByteBuffer, Integer> scales = new HashMap<>();
    for (int shorter = CROP; shorter < 30; shorter++) {
      ImageSize size = image.size().withShorter(shorter);
      for (int top = 0; top + CROP <= size.height(); top++) {
        for (int left = 0; left + CROP <= size.width(); left++) {
          scales.put(ByteBuffer.wrap(image.square(size, left, top, CROP)), shorter);
        }
      }
    }
    return scales;
  }

  @Test
  void everyOffsetOfAWholeImageIsReachedInBothDirections() {
    RgbImage image = image(9, 7);
    Set<String> seen = new HashSet<>();
    for (long seed = 0; seed < 2000; seed++) {
      ViewedImage drawn = whole("7").draw(image, seed);
      seen.add(Arrays.toString(drawn.pixels()) + drawn.view().mirrored());
    }

    assertThat(seen).hasSize(2 * (9 - CROP + 1) * (7 - CROP + 1));
  }

  @Test
  void theSameSeedGivesTheSameViewOfAWholeImage() {
    RgbImage image = image(20, 12);
    ViewedImage first = whole("8,20").draw(image, 42);
    ViewedImage second = whole("8,20").draw(image, 42);

    assertThat(second.pixels()).isEqualTo(first.pixels());
    assertThat(second.view()).isEqualTo(first.view());
    assertThat(second.shift()).isEqualTo(first.shift());
  }

  private static Augmentation whole(String range) {
    return new Augmentation(
        new Preparation(CROP, CROP, new float[CROP * CROP * 3]),
        augmentation(0.1, new double[] {9, 8, 7}).jitter(),
        Optional.of(ScaleRange.parse(range)));
  }

  private static RgbImage image(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    new Random(1).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }
}
