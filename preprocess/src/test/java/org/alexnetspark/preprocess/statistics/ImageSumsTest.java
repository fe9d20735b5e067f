package org.alexnetspark.preprocess.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.alexnetspark.preprocess.image.Pixels;
import org.junit.jupiter.api.Test;

class ImageSumsTest {
  private static final int SIZE = 5;
  private static final List<byte[]> IMAGES = images(37);

  @Test
  void meanIsThatOfEachPixelAndChannel() {
    float[] mean = sums(IMAGES).meanImage().values();

    for (int i = 0; i < mean.length; i++) {
      int at = i;
      BigDecimal expected =
          IMAGES.stream()
              .map(image -> BigDecimal.valueOf(image[at] & 0xFF))
              .reduce(BigDecimal.ZERO, BigDecimal::add)
              .divide(BigDecimal.valueOf(IMAGES.size()), MathContext.DECIMAL128);
      assertThat(mean[i]).isEqualTo(expected.floatValue());
    }
  }

  @Test
  void covarianceIsThatOfThePopulationOfPixels() {
    PrincipalComponents components = sums(IMAGES).principalComponents();

    assertThat(components.images()).isEqualTo(IMAGES.size());
    assertThat(components.pixels()).isEqualTo(925);
    for (int a = 0; a < 3; a++) {
      assertThat(components.channelMean()[a]).isEqualTo(mean(a).doubleValue());
      for (int b = 0; b < 3; b++) {
        assertThat(components.covariance()[a][b]).isEqualTo(covariance(a, b).doubleValue());
      }
    }
  }

  @Test
  void eigenvectorsSolveTheirEquationAndPointTheAgreedWay() {
    PrincipalComponents components = sums(IMAGES).principalComponents();

    assertThat(components.eigenvalues()[0]).isGreaterThan(components.eigenvalues()[1]);
    assertThat(components.eigenvalues()[1]).isGreaterThan(components.eigenvalues()[2]);
    for (int i = 0; i < 3; i++) {
      double[] vector = components.eigenvectors()[i];
      double lengthSquared = 0;
      double largest = 0;
      for (int row = 0; row < 3; row++) {
        double product = 0;
        for (int column = 0; column < 3; column++) {
          product += components.covariance()[row][column] * vector[column];
        }
        assertThat(product).isCloseTo(components.eigenvalues()[i] * vector[row], within(1e-8));
        lengthSquared += vector[row] * vector[row];
        largest = Math.abs(vector[row]) > Math.abs(largest) ? vector[row] : largest;
      }
      assertThat(lengthSquared).isCloseTo(1, within(1e-12));
      assertThat(largest).isPositive();
      assertThat(components.deviations()[i]).isEqualTo(Math.sqrt(components.eigenvalues()[i]));
    }
  }

  @Test
  void anyOrderAndAnyPartitionGiveTheSameBits() {
    List<byte[]> shuffled = new ArrayList<>(IMAGES);
    Collections.shuffle(shuffled, new Random(1));
    ImageSums parts =
        sums(shuffled.subList(30, 37))
            .merge(sums(shuffled.subList(0, 1)))
            .merge(sums(List.of()))
            .merge(sums(shuffled.subList(1, 30)));

    assertThat(StatisticsFiles.of(parts))
        .usingRecursiveComparison()
        .isEqualTo(StatisticsFiles.of(sums(IMAGES)));
  }

  @Test
  void addsMoreImagesThanALaneOfBytesHolds() {
    byte[] white = new byte[SIZE * SIZE * 3];
    Arrays.fill(white, (byte) 255);

    assertThat(sums(Collections.nCopies(20_000, white)).meanImage().values()).containsOnly(255);
  }

  @Test
  void flatImagesHaveNoDeviation() {
    byte[] gray = new byte[SIZE * SIZE * 3];
    Arrays.fill(gray, (byte) 200);

    assertThat(sums(List.of(gray, gray)).principalComponents().deviations())
        .containsExactly(0, 0, 0);
  }

  @Test
  void survivesAFile() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    sums(IMAGES).write(new DataOutputStream(file));

    ImageSums read =
        ImageSums.read(new DataInputStream(new ByteArrayInputStream(file.toByteArray())));

    assertThat(read.images()).isEqualTo(37);
    assertThat(StatisticsFiles.of(read))
        .usingRecursiveComparison()
        .isEqualTo(StatisticsFiles.of(sums(IMAGES)));
  }

  @Test
  void refusesWhatCannotBeAdded() {
    ImageSums sums = new ImageSums(SIZE);
    assertThatThrownBy(() -> sums.add(new byte[3])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sums.merge(new ImageSums(SIZE + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(sums::meanImage).isInstanceOf(IllegalStateException.class);
  }

  private static BigDecimal mean(int channel) {
    return sum(channel, channel, false).divide(count(), MathContext.DECIMAL128);
  }

  /** E[ab] - E[a]E[b] with fractions kept whole until the end. */
  private static BigDecimal covariance(int a, int b) {
    BigDecimal numerator =
        count().multiply(sum(a, b, true)).subtract(sum(a, a, false).multiply(sum(b, b, false)));
    return numerator.divide(count().multiply(count()), MathContext.DECIMAL128);
  }

  private static BigDecimal sum(int a, int b, boolean product) {
    BigDecimal sum = BigDecimal.ZERO;
    for (byte[] image : IMAGES) {
      for (int pixel = 0; pixel < image.length; pixel += 3) {
        int first = image[pixel + a] & 0xFF;
        int second = image[pixel + b] & 0xFF;
        sum = sum.add(BigDecimal.valueOf(product ? first * second : first));
      }
    }
    return sum;
  }

  private static BigDecimal count() {
    return BigDecimal.valueOf((long) IMAGES.size() * SIZE * SIZE);
  }

  private static ImageSums sums(List<byte[]> images) {
    ImageSums sums = new ImageSums(SIZE);
    images.forEach(image -> sums.add(Pixels.swapRedAndBlue(image)));
    return sums;
  }

  private static List<byte[]> images(int count) {
    Random random = new Random(5);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] image = new byte[SIZE * SIZE * 3];
      for (int pixel = 0; pixel < image.length; pixel += 3) {
        int light = random.nextInt(200);
        image[pixel] = (byte) (light + random.nextInt(56));
        image[pixel + 1] = (byte) (light + random.nextInt(30));
        image[pixel + 2] = (byte) random.nextInt(256);
      }
      images.add(image);
    }
    return images;
  }
}
