package org.alexnetspark.preprocess.statistics;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Everything that the mean image and the principal components of squares need. 64 bits suffice for
 * two thousand million images.
 */
public final class ImageSums implements PixelSums {
  private static final long serialVersionUID = 1L;

  private static final int CHANNELS = 3;

  private static final int LANE_BITS = 21;

  /** As many bytes can be added in a lane before it may run over. */
  private static final int IMAGES_IN_LANES = (1 << LANE_BITS) / 256;

  /** Products of a row fit into 32 bits up to a width of 66,000 pixels. */
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private final int size;
  private long images;

  /** By pixel; blue, green, red. */
  private final long[] samples;

  /** By pixel: blue, green and red of the latest images, added up side by side in one long. */
  private final long[] lanes;

  private int imagesInLanes;

  /** Sums of r*r, r*g, r*b, g*g, g*b, b*b over all pixels. */
  private final long[] products = new long[ColorMoments.PRODUCTS];

  /**
   * The sums of no image.
   *
   * @param size side of the images in pixels
   */
  public ImageSums(int size) {
    this.size = size;
    this.samples = new long[size * size * CHANNELS];
    this.lanes = new long[size * size];
  }

  @Override
  public void add(byte[] bgr) {
    if (bgr.length != samples.length) {
      throw new IllegalArgumentException(
          bgr.length + " samples instead of " + samples.length + " make no image");
    }
    if (imagesInLanes == IMAGES_IN_LANES) {
      emptyLanes();
    }
    images++;
    imagesInLanes++;
    int rowSamples = size * CHANNELS;
    for (int row = 0; row < size; row++) {
      addRow(bgr, row * rowSamples, row * size);
    }
  }

  /**
   * The three channels of a pixel are added in one long, and the six products made with three
   * multiplications, each of one channel by two.
   */
  private void addRow(byte[] bgr, int from, int firstPixel) {
    long blueBlueGreen = 0;
    long greenGreenRed = 0;
    long redRedBlue = 0;
    int at = from;
    for (int i = firstPixel; i < firstPixel + size; i++) {
      long blue = bgr[at] & 0xFF;
      long green = bgr[at + 1] & 0xFF;
      long red = bgr[at + 2] & 0xFF;
      at += CHANNELS;
      lanes[i] += blue | (green << LANE_BITS) | (red << (2 * LANE_BITS));
      blueBlueGreen += blue * (blue | (green << 32));
      greenGreenRed += green * (green | (red << 32));
      redRedBlue += red * (red | (blue << 32));
    }
    products[0] += redRedBlue & LOW_HALF;
    products[1] += greenGreenRed >>> 32;
    products[2] += redRedBlue >>> 32;
    products[3] += greenGreenRed & LOW_HALF;
    products[4] += blueBlueGreen >>> 32;
    products[5] += blueBlueGreen & LOW_HALF;
  }

  private void emptyLanes() {
    long mask = (1L << LANE_BITS) - 1;
    for (int i = 0; i < lanes.length; i++) {
      samples[CHANNELS * i] += lanes[i] & mask;
      samples[CHANNELS * i + 1] += (lanes[i] >>> LANE_BITS) & mask;
      samples[CHANNELS * i + 2] += lanes[i] >>> (2 * LANE_BITS);
    }
    Arrays.fill(lanes, 0);
    imagesInLanes = 0;
  }

  @Override
  public ImageSums merge(PixelSums other) {
    if (!(other instanceof ImageSums sums)) {
      throw new IllegalArgumentException("sums of crops and of whole images");
    }
    if (sums.size != size) {
      throw new IllegalArgumentException("sums of sizes " + size + " and " + sums.size);
    }
    images += sums.images;
    sums.emptyLanes();
    add(samples, sums.samples);
    add(products, sums.products);
    return this;
  }

  private static void add(long[] to, long[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  @Override
  public void write(DataOutputStream out) throws IOException {
    emptyLanes();
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
  static ImageSums read(DataInputStream in) throws IOException {
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

  @Override
  public long images() {
    return images;
  }

  /** The mean of the images counted; at least one. */
  public MeanImage meanImage() {
    complete();
    float[] means = new float[samples.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) ((double) samples[swapped(i)] / images);
    }
    return new MeanImage(size, means);
  }

  @Override
  public PrincipalComponents principalComponents() {
    complete();
    long pixels = Math.multiplyExact(images, (long) size * size);
    return new ColorMoments(images, pixels, channelSums(), products).principalComponents();
  }

  private void complete() {
    if (images == 0) {
      throw new IllegalStateException("no image was counted: there is no mean");
    }
    emptyLanes();
  }

  private long[] channelSums() {
    long[] sums = new long[CHANNELS];
    for (int i = 0; i < samples.length; i++) {
      sums[i % CHANNELS] += samples[swapped(i)];
    }
    return sums;
  }

  /** Where BGR has what RGB has at this place. */
  private static int swapped(int index) {
    return index + 2 - 2 * (index % CHANNELS);
  }
}
