package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.cuda.Access.Way;
import org.alexnetspark.model.device.cuda.Sums.Stretches;
import org.alexnetspark.model.specification.Padding;
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
  @CsvSource({"387200,10922", "21632,2730", "128,256", "1,1", "7,0", "3,2"})
  void stretchesCoverAllRowsAndNoneIsEmpty(int rows, int wanted) {
    Stretches stretches = Stretches.of(rows, wanted);

    assertThat(stretches.count()).isBetween(1, Math.max(1, wanted));
    assertThat(stretches.count() * stretches.rows()).isGreaterThanOrEqualTo(rows);
    assertThat((stretches.count() - 1) * stretches.rows()).isLessThan(rows);
  }

  @Test
  void sumsOfStretchesAreAddedUpAtOnceOrInTwoShortSums() {
    assertThat(new Stretches(500, 4).addedUp()).isEqualTo(new Stretches(125, 125));

    Stretches roots = new Stretches(387_200, 36).addedUp();
    assertThat(roots).isEqualTo(new Stretches(10_756, 105));
    assertThat(roots.addedUp()).isEqualTo(new Stretches(103, 103));
  }

  @ParameterizedTest
  @CsvSource({"48,BF16,8", "12,BF16,4", "500,BF16,4", "6,BF16,2", "13,BF16,1", "48,FLOAT,4"})
  void aPackIsSixteenBytesOrWhatDividesARow(int rowLength, NumberType type, int length) {
    assertThat(Pack.dividing(rowLength, type)).isEqualTo(new Pack(type, length));
  }

  @Test
  void blocksOfAsManyPixelsAsTheStrideMakeAConvolutionOfStrideOne() {
    Shape images = new Shape(128, 224, 3);

    PixelBlocks blocks =
        PixelBlocks.of(images, new Padding(0, 3), new ConvolutionGeometry(11, 4, 0));

    assertThat(blocks.shape(images)).isEqualTo(new Shape(128, 57, 48));
    assertThat(blocks.geometry()).isEqualTo(new ConvolutionGeometry(3, 1, 0));
    assertThat(blocks.geometry().outputSize(57)).isEqualTo(55);
  }

  @Test
  void withoutAStrideABlockIsAPixel() {
    Shape images = new Shape(2, 13, 3);

    assertThat(
            PixelBlocks.of(images, new Padding(0, 1), new ConvolutionGeometry(5, 1, 0))
                .shape(images))
        .isEqualTo(new Shape(2, 14, 3));
  }

  @Test
  void weightsOfTheCudnnKindLieAtMultiplesOfSixteenBytes() {
    assertThat(ConvolutionWeights.isAligned(new Address(4096))).isTrue();
    assertThat(ConvolutionWeights.isAligned(new Address(4096).plus(8))).isFalse();
  }
}
