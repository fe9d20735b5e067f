package org.alexnetspark.preprocess.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.alexnetspark.preprocess.image.Framing;
import org.junit.jupiter.api.Test;

class ColorSumsTest {
  private static final int SIZE = 5;

  /** Where all images are of one size, the colours are those that squares give. */
  @Test
  void ofEquallyLargeImagesItSaysWhatImageSumsSay() {
    ImageSums squares = new ImageSums(SIZE);
    ColorSums colors = new ColorSums();
    for (int seed = 0; seed < 40; seed++) {
      byte[] image = image(SIZE * SIZE, seed);
      squares.add(image);
      colors.add(image);
    }

    assertThat(colors.principalComponents())
        .usingRecursiveComparison()
        .isEqualTo(squares.principalComponents());
  }

  /** Every pixel counts the same: one image, or its pixels in images of any sizes. */
  @Test
  void pixelsCountTheSameWhateverImageTheyAreOf() {
    byte[] pixels = image(300_000, 1);
    ColorSums one = new ColorSums();
    one.add(pixels);
    ColorSums parts = new ColorSums();
    parts.add(Arrays.copyOfRange(pixels, 0, 3 * 7));
    parts.add(Arrays.copyOfRange(pixels, 3 * 7, 3 * 200_000));
    parts.add(Arrays.copyOfRange(pixels, 3 * 200_000, pixels.length));

    PrincipalComponents ofOne = one.principalComponents();
    PrincipalComponents ofParts = parts.principalComponents();
    assertThat(ofOne.pixels()).isEqualTo(300_000);
    assertThat(ofParts.channelMean()).isEqualTo(ofOne.channelMean());
    assertThat(ofParts.covariance()).isEqualTo(ofOne.covariance());
    double red = IntStream.range(0, 300_000).map(i -> pixels[3 * i + 2] & 0xFF).sum() / 3e5;
    assertThat(ofOne.channelMean()[0]).isEqualTo(red);
  }

  @Test
  void theBrightestImagesDoNotOverflow() {
    byte[] white = new byte[3 * (1 << 18)];
    Arrays.fill(white, (byte) 255);
    ColorSums sums = new ColorSums();
    for (int i = 0; i < 20; i++) {
      sums.add(white);
    }

    assertThat(sums.principalComponents().channelMean()).containsExactly(255, 255, 255);
    assertThat(sums.principalComponents().deviations()).containsExactly(0, 0, 0);
  }

  @Test
  void anyOrderAndAnyPartitionGiveTheSameBitsAlsoThroughAFile() throws IOException {
    ColorSums all = new ColorSums();
    ColorSums first = new ColorSums();
    ColorSums second = new ColorSums();
    for (int seed : List.of(3, 1, 4, 2)) {
      byte[] image = image(10 * seed, seed);
      all.add(image);
      (seed < 3 ? first : second).add(image);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    second.write(new DataOutputStream(file));
    PixelSums read =
        PixelSums.read(
            Framing.WHOLE, new DataInputStream(new ByteArrayInputStream(file.toByteArray())));

    PixelSums merged = read.merge(first);

    assertThat(merged.images()).isEqualTo(4);
    assertThat(StatisticsFiles.of(merged))
        .usingRecursiveComparison()
        .isEqualTo(StatisticsFiles.of(all));
  }

  @Test
  void refusesWhatCannotBeAdded() {
    ColorSums colors = new ColorSums();
    ImageSums squares = new ImageSums(SIZE);

    assertThatThrownBy(() -> colors.merge(squares)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> squares.merge(colors)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(colors::principalComponents).isInstanceOf(IllegalStateException.class);
  }

  private static byte[] image(int pixels, long seed) {
    byte[] bgr = new byte[3 * pixels];
    new Random(seed).nextBytes(bgr);
    return bgr;
  }
}
