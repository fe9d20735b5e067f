package org.alexnetspark.jobs.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.alexnetspark.preprocess.image.RgbImage;

/** Makes pictures of numbers, and data URIs of pictures. */
public final class Pictures {

  private static final int KERNELS_IN_A_ROW = 16;

  /** The gray between kernels. */
  private static final int BETWEEN = 0xFFFFFF;

  private Pictures() {}

  /** A picture of 8-bit levels in the order [row][column][red, green, blue]. */
  public static BufferedImage ofBytes(byte[] levels, int width, int height) {
    requireSize(levels.length, width, height);
    return of(width, height, i -> levels[i] & 0xFF);
  }

  /** A picture of a stored image. */
  public static BufferedImage of(RgbImage image) {
    return ofBytes(image.pixels(), image.width(), image.height());
  }

  /** A picture of the central square of a stored image. */
  public static BufferedImage ofSquare(RgbImage image, int side) {
    return ofBytes(image.centralSquare(side), side, side);
  }

  /** A picture of levels from 0 to 255 in the order [row][column][red, green, blue]. */
  public static BufferedImage ofLevels(float[] levels, int width, int height) {
    requireSize(levels.length, width, height);
    return of(width, height, i -> level(levels[i]));
  }

  /**
   * All kernels of a tower side by side, sixteen in a row as in the paper's figure 3. Zero is
   * middle gray; each kernel has its own scale, as otherwise the strongest would leave the others
   * gray.
   */
  public static BufferedImage ofKernels(Kernels kernels) {
    int columns = Math.min(KERNELS_IN_A_ROW, kernels.count());
    int rows = (kernels.count() + columns - 1) / columns;
    int step = kernels.side() + 1;
    BufferedImage picture =
        new BufferedImage(columns * step + 1, rows * step + 1, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        picture.setRGB(x, y, BETWEEN);
      }
    }
    for (int kernel = 0; kernel < kernels.count(); kernel++) {
      int left = kernel % columns * step + 1;
      int top = kernel / columns * step + 1;
      float scale = kernels.largest(kernel) == 0 ? 0 : 127.5f / kernels.largest(kernel);
      for (int row = 0; row < kernels.side(); row++) {
        for (int column = 0; column < kernels.side(); column++) {
          picture.setRGB(
              left + column,
              top + row,
              rgb(
                  level(127.5f + scale * kernels.weight(kernel, row, column, 0)),
                  level(127.5f + scale * kernels.weight(kernel, row, column, 1)),
                  level(127.5f + scale * kernels.weight(kernel, row, column, 2))));
        }
      }
    }
    return picture;
  }

  /**
   * All maps of a layer side by side, in rows of about twice their number of columns. Black is zero
   * and less, white the largest activation of the layer.
   *
   * @param activations in the order [row][column][map]
   * @param side of each map
   */
  public static BufferedImage ofMaps(float[] activations, int side) {
    int maps = activations.length / (side * side);
    int columns = (int) Math.ceil(Math.sqrt(2.0 * maps));
    int rows = (maps + columns - 1) / columns;
    int gap = side == 1 ? 0 : 1;
    int step = side + gap;
    float largest = 0;
    for (float activation : activations) {
      largest = Math.max(largest, activation);
    }
    float scale = largest == 0 ? 0 : 255 / largest;
    BufferedImage picture =
        new BufferedImage(columns * step + gap, rows * step + gap, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        picture.setRGB(x, y, BETWEEN);
      }
    }
    for (int map = 0; map < maps; map++) {
      int left = map % columns * step + gap;
      int top = map / columns * step + gap;
      for (int place = 0; place < side * side; place++) {
        int gray = level(scale * activations[place * maps + map]);
        picture.setRGB(left + place % side, top + place / side, rgb(gray, gray, gray));
      }
    }
    return picture;
  }

  /** For pictures of few colours and sharp edges. */
  public static String pngUri(BufferedImage picture) {
    return uri("image/png", encoded(picture, "png"));
  }

  /** For photographs. */
  public static String jpegUri(BufferedImage photograph) {
    // The JPEG writer wants neither alpha nor other color spaces.
    BufferedImage opaque =
        new BufferedImage(
            photograph.getWidth(), photograph.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < photograph.getHeight(); y++) {
      for (int x = 0; x < photograph.getWidth(); x++) {
        opaque.setRGB(x, y, photograph.getRGB(x, y));
      }
    }
    return uri("image/jpeg", encoded(opaque, "jpeg"));
  }

  /** A data URI. */
  public static String uri(String mediaType, byte[] content) {
    return "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(content);
  }

  private interface Levels {
    int at(int index);
  }

  private static BufferedImage of(int width, int height, Levels levels) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < width * height; pixel++) {
      picture.setRGB(
          pixel % width,
          pixel / width,
          rgb(levels.at(3 * pixel), levels.at(3 * pixel + 1), levels.at(3 * pixel + 2)));
    }
    return picture;
  }

  private static void requireSize(int levels, int width, int height) {
    if (levels != width * height * 3) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a picture of %d x %d has %d levels, not %d",
              width,
              height,
              width * height * 3,
              levels));
    }
  }

  private static int rgb(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }

  private static int level(float value) {
    return Math.max(0, Math.min(255, Math.round(value)));
  }

  private static byte[] encoded(BufferedImage picture, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(picture, format, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a picture as " + format, e);
    }
  }
}
