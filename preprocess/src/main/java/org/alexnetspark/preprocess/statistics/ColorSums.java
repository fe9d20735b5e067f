package org.alexnetspark.preprocess.statistics;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What the mean colour and the principal components need, of images of any sizes: every pixel
 * counts the same, whatever image it is of. 64 bits suffice for a hundred million million pixels.
 */
public final class ColorSums implements PixelSums {
  private static final long serialVersionUID = 1L;

  private static final int CHANNELS = 3;

  /** Sums of so many products fit into 32 bits. */
  private static final int PIXELS_TOGETHER = 1 << 16;

  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private long images;
  private long pixels;

  /** Sums of red, green, blue. */
  private final long[] channels = new long[CHANNELS];

  /** As {@link ColorMoments} has them. */
  private final long[] products = new long[ColorMoments.PRODUCTS];

  @Override
  public void add(byte[] bgr) {
    images++;
    pixels += bgr.length / CHANNELS;
    for (int from = 0; from < bgr.length; from += PIXELS_TOGETHER * CHANNELS) {
      addPixels(bgr, from, Math.min(from + PIXELS_TOGETHER * CHANNELS, bgr.length));
    }
  }

  /** Six products with three multiplications, each of one channel by two. */
  private void addPixels(byte[] bgr, int from, int to) {
    long blueBlueGreen = 0;
    long greenGreenRed = 0;
    long redRedBlue = 0;
    int blues = 0;
    int greens = 0;
    int reds = 0;
    for (int at = from; at < to; at += CHANNELS) {
      int blue = bgr[at] & 0xFF;
      int green = bgr[at + 1] & 0xFF;
      int red = bgr[at + 2] & 0xFF;
      blues += blue;
      greens += green;
      reds += red;
      blueBlueGreen += blue * (blue | ((long) green << 32));
      greenGreenRed += green * (green | ((long) red << 32));
      redRedBlue += red * (red | ((long) blue << 32));
    }
    channels[0] += reds;
    channels[1] += greens;
    channels[2] += blues;
    products[0] += redRedBlue & LOW_HALF;
    products[1] += greenGreenRed >>> 32;
    products[2] += redRedBlue >>> 32;
    products[3] += greenGreenRed & LOW_HALF;
    products[4] += blueBlueGreen >>> 32;
    products[5] += blueBlueGreen & LOW_HALF;
  }

  @Override
  public ColorSums merge(PixelSums other) {
    if (!(other instanceof ColorSums sums)) {
      throw new IllegalArgumentException("sums of whole images and of crops");
    }
    images += sums.images;
    pixels += sums.pixels;
    add(channels, sums.channels);
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
    out.writeLong(images);
    out.writeLong(pixels);
    for (long channel : channels) {
      out.writeLong(channel);
    }
    for (long product : products) {
      out.writeLong(product);
    }
  }

  /** Reads what {@link #write} wrote. */
  static ColorSums read(DataInputStream in) throws IOException {
    ColorSums sums = new ColorSums();
    sums.images = in.readLong();
    sums.pixels = in.readLong();
    for (int i = 0; i < sums.channels.length; i++) {
      sums.channels[i] = in.readLong();
    }
    for (int i = 0; i < sums.products.length; i++) {
      sums.products[i] = in.readLong();
    }
    return sums;
  }

  @Override
  public long images() {
    return images;
  }

  @Override
  public PrincipalComponents principalComponents() {
    return new ColorMoments(images, pixels, channels, products).principalComponents();
  }
}
