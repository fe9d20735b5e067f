package org.alexnetspark.preprocess;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Photograph-like images, drawn from a seed. */
public final class Photographs {
  private Photographs() {}

  /** An image of {@link BufferedImage#TYPE_INT_RGB}: a sky, some shapes, and grain. */
  public static BufferedImage draw(int width, int height, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, color(random), width, height, color(random)));
    graphics.fillRect(0, 0, width, height);
    for (int shape = 0; shape < 12; shape++) {
      graphics.setColor(color(random));
      graphics.fillOval(
          random.nextInt(width),
          random.nextInt(height),
          1 + random.nextInt(1 + width / 3),
          1 + random.nextInt(1 + height / 3));
    }
    graphics.dispose();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int grain = random.nextInt(9) - 4;
        Color plain = new Color(image.getRGB(x, y));
        image.setRGB(
            x,
            y,
            new Color(
                    level(plain.getRed() + grain),
                    level(plain.getGreen() + grain),
                    level(plain.getBlue() + grain))
                .getRGB());
      }
    }
    return image;
  }

  /** The file's bytes in a format that ImageIO writes. */
  public static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("ImageIO does not write this image as " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A JPEG file's bytes. */
  public static byte[] jpeg(int width, int height, long seed) {
    return encode(draw(width, height, seed), "jpg");
  }

  /** Class folders c0, c1, … of so many photographs each, of many sizes. */
  public static Path folders(Path root, int classes, int each) throws IOException {
    for (int c = 0; c < classes; c++) {
      Path folder = Files.createDirectories(root.resolve("c" + c));
      for (int i = 0; i < each; i++) {
        int seed = c * each + i;
        Files.write(
            folder.resolve("photo" + i + ".JPEG"),
            jpeg(20 + 7 * seed % 50, 20 + 11 * seed % 50, seed));
      }
    }
    return root;
  }

  private static Color color(Random random) {
    return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
  }

  private static int level(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
