package org.alexnetspark.model;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.alexnetspark.model.specification.NetworkSpecification;

/**
 * Real photographs of 224 x 224, for tests that are skipped where {@code shared/data} beside the
 * repository (or {@code -Dalexnetspark.data}) is absent.
 */
final class Photographs {

  private static final Path FOLDER =
      Path.of(System.getProperty("alexnetspark.data", "../../shared/data"), "val");

  private static final int SIDE = 224;
  private static final float MEAN_LEVEL = 118;

  private Photographs() {}

  /** The first photographs, by name: row, column, colour; levels less a mean. */
  static float[] first(int count) {
    assumeThat(FOLDER).as("photographs").isDirectory();
    float[] images = new float[count * SIDE * SIDE * NetworkSpecification.IMAGE_CHANNELS];
    int next = 0;
    for (Path file : files(count)) {
      BufferedImage image = read(file);
      for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
        int color = image.getRGB(pixel % SIDE, pixel / SIDE);
        for (int shift = 16; shift >= 0; shift -= 8) {
          images[next++] = (color >> shift & 0xFF) - MEAN_LEVEL;
        }
      }
    }
    return images;
  }

  private static List<Path> files(int count) {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".JPEG")).sorted().limit(count).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage read(Path file) {
    try {
      return ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
