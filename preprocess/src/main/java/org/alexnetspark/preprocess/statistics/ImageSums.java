package org.alexnetspark.preprocess.statistics;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Everything that the mean image and the principal components need, as whole numbers: sums of 8-bit
 * samples never round, so the order in which images are added, and how they are spread over tasks,
 * cannot change the result by a single bit. 64 bits suffice for two thousand million images.
 */
public final class ImageSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int CHANNELS = 3;

  private final int size;
  private long images;
  private final long[] samples;

  /** Sums of r*r, r*g, r*b, g*g, g*b, b*b over all pixels. */
  private final long[] products = new long[CHANNELS * (CHANNELS + 1) / 2];

  /**
   * The sums of no image.
   *
   * @param size side of the images in pixels
   */
  public ImageSums(int size) {
    this.size = size;
    this.samples = new long[size * size * CHANNELS];
  }

  /**
   * Counts an image in.
   *
   * @param pixels RGB, row by row
   */
  public void add(byte[] pixels) {
    if (pixels.length != samples.length) {
      throw new IllegalArgumentException(
          pixels.length + " samples instead of " + samples.length + " make no image");
    }
    images++;
    for (int i = 0; i < samples.length; i++) {
      samples[i] += pixels[i] & 0xFF;
    }
    int rowSamples = size * CHANNELS;
    for (int row = 0; row < samples.length; row += rowSamples) {
      addProducts(pixels, row, row + rowSamples);
    }
  }

  /** Products of one row fit into 32 bits up to a width of 33,000 pixels. */
  private void addProducts(byte[] pixels, int from, int to) {
    int redRed = 0;
    int redGreen = 0;
    int redBlue = 0;
    int greenGreen = 0;
    int greenBlue = 0;
    int blueBlue = 0;
    for (int i = from; i < to; i += CHANNELS) {
      int red = pixels[i] & 0xFF;
      int green = pixels[i + 1] & 0xFF;
      int blue = pixels[i + 2] & 0xFF;
      redRed += red * red;
      redGreen += red * green;
      redBlue += red * blue;
      greenGreen += green * green;
      greenBlue += green * blue;
      blueBlue += blue * blue;
    }
    products[0] += redRed;
    products[1] += redGreen;
    products[2] += redBlue;
    products[3] += greenGreen;
    products[4] += greenBlue;
    products[5] += blueBlue;
  }

  /** Adds the sums of other images of the same size to these, and returns these. */
  public ImageSums merge(ImageSums other) {
    if (other.size != size) {
      throw new IllegalArgumentException("sums of sizes " + size + " and " + other.size);
    }
    images += other.images;
    add(samples, other.samples);
    add(products, other.products);
    return this;
  }

  private static void add(long[] to, long[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  /** Writes the sums; {@link #read} restores them. */
  public void write(DataOutputStream out) throws IOException {
    out.writeInt(size);
    out.writeLong(images);
    for (long product : products) {
      out.writeLong(product);
    }
    for (long sample : samples) {
      out.writeLong(sample);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ImageSums read(DataInputStream in) throws IOException {
    ImageSums sums = new ImageSums(in.readInt());
    sums.images = in.readLong();
    for (int i = 0; i < sums.products.length; i++) {
      sums.products[i] = in.readLong();
    }
    for (int i = 0; i < sums.samples.length; i++) {
      sums.samples[i] = in.readLong();
    }
    return sums;
  }

  /** Images counted. */
  public long images() {
    return images;
  }

  /** The mean of the images counted; at least one. */
  public MeanImage meanImage() {
    checkNotEmpty();
    float[] means = new float[samples.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) ((double) samples[i] / images);
    }
    return new MeanImage(size, means);
  }

  /** The principal components of the colours of all pixels counted; of at least one image. */
  public PrincipalComponents principalComponents() {
    checkNotEmpty();
    long pixels = Math.multiplyExact(images, (long) size * size);
    long[] channels = channelSums();
    double[] mean = new double[CHANNELS];
    double[][] covariance = new double[CHANNELS][CHANNELS];
    for (int row = 0; row < CHANNELS; row++) {
      mean[row] = (double) channels[row] / pixels;
      for (int column = row; column < CHANNELS; column++) {
        covariance[row][column] =
            covariance(pixels, product(row, column), channels[row], channels[column]);
        covariance[column][row] = covariance[row][column];
      }
    }
    return PrincipalComponents.of(images, pixels, mean, covariance);
  }

  private void checkNotEmpty() {
    if (images == 0) {
      throw new IllegalStateException("no image was counted: there is no mean");
    }
  }

  private long[] channelSums() {
    long[] sums = new long[CHANNELS];
    for (int i = 0; i < samples.length; i++) {
      sums[i % CHANNELS] += samples[i];
    }
    return sums;
  }

  private long product(int row, int column) {
    return products[row * (2 * CHANNELS - row - 1) / 2 + column];
  }

  /** (n sum(xy) - sum(x) sum(y)) / n^2, rounded once, at the division. */
  private static double covariance(long n, long sumXy, long sumX, long sumY) {
    BigInteger count = BigInteger.valueOf(n);
    BigInteger numerator =
        count
            .multiply(BigInteger.valueOf(sumXy))
            .subtract(BigInteger.valueOf(sumX).multiply(BigInteger.valueOf(sumY)));
    return new BigDecimal(numerator)
        .divide(new BigDecimal(count.multiply(count)), MathContext.DECIMAL128)
        .doubleValue();
  }
}
