package org.alexnetspark.jobs.demo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Draws a set of photograph-like JPEGs laid out as ImageNet's are: {@code train} and {@code val}, a
 * folder for each of the ten classes of {@link Pattern} in both, and {@code synset_words.txt}.
 * Sizes and shapes vary; some pictures are gray, some smaller than 256 pixels, some progressive. A
 * linear classifier on pixels stays near chance, a small convolutional network does not.
 *
 * <pre>
 *   java -cp jobs/target/test-classes org.alexnetspark.jobs.demo.DrawPhotographs target/photographs --train-per-class 160
 * </pre>
 */
public final class DrawPhotographs {

  private static final String USAGE =
      "usage: DrawPhotographs OUTPUT [--train-per-class N] [--val-per-class N] [--seed S]";

  private DrawPhotographs() {}

  /** Draws the set that the arguments describe; exit status 2 says that they cannot be used. */
  public static void main(String[] arguments) throws IOException {
    Settings settings;
    try {
      settings = Settings.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("DrawPhotographs: " + e.getMessage() + "; " + USAGE);
      System.exit(2);
      return;
    }
    try {
      draw(settings.output(), settings.trainPerClass(), settings.valPerClass(), settings.seed());
    } catch (FileAlreadyExistsException e) {
      System.err.println("DrawPhotographs: OUTPUT '" + e.getFile() + "' exists; name a new folder");
      System.exit(2);
    }
  }

  /**
   * Draws the set into a new folder, on all processors. The same numbers and seed give the same
   * files; a larger set with the same seed starts with the same pictures.
   *
   * @throws FileAlreadyExistsException if the folder exists
   */
  public static void draw(Path output, int trainPerClass, int valPerClass, long seed)
      throws IOException {
    if (Files.exists(output)) {
      throw new FileAlreadyExistsException(output.toString());
    }
    Files.createDirectories(output);
    Files.writeString(
        output.resolve("synset_words.txt"),
        Arrays.stream(Pattern.values())
            .map(pattern -> pattern.id() + " " + pattern.words() + "\n")
            .collect(Collectors.joining()));
    drawSplit(output.resolve("train"), "train", trainPerClass, seed);
    drawSplit(output.resolve("val"), "val", valPerClass, seed);
  }

  /**
   * The seed of one picture: no picture of a split is another's, and none changes when there are
   * more of them.
   */
  static long seedOf(String split, Pattern pattern, int index, long seed) {
    long place = (split.hashCode() * 31L + pattern.id().hashCode()) * 1_000_003L + index;
    return new SplittableRandom(seed ^ (place * 0x9E3779B97F4A7C15L)).nextLong();
  }

  private static void drawSplit(Path folder, String split, int perClass, long seed)
      throws IOException {
    Pattern[] patterns = Pattern.values();
    for (Pattern pattern : patterns) {
      Files.createDirectories(folder.resolve(pattern.id()));
    }
    IntStream.range(0, patterns.length * perClass)
        .parallel()
        .forEach(
            number -> {
              Pattern pattern = patterns[number % patterns.length];
              int index = number / patterns.length;
              Path file =
                  folder
                      .resolve(pattern.id())
                      .resolve(String.format(Locale.ROOT, "%s_%d.JPEG", pattern.id(), index + 1));
              writePhotograph(file, pattern, seedOf(split, pattern, index, seed));
            });
  }

  private static void writePhotograph(Path file, Pattern pattern, long seed) {
    BufferedImage image = Photograph.draw(pattern, seed);
    SplittableRandom random = new SplittableRandom(~seed);
    float quality = (float) random.nextDouble(0.6, 0.92);
    boolean progressive = random.nextDouble() < 0.02;

    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam options = writer.getDefaultWriteParam();
    options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    options.setCompressionQuality(quality);
    options.setProgressiveMode(
        progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    try (OutputStream out = Files.newOutputStream(file);
        ImageOutputStream images = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(images);
      writer.write(null, new IIOImage(image, null, null), options);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    } finally {
      writer.dispose();
    }
  }

  /** What the command line asks for. */
  private record Settings(Path output, int trainPerClass, int valPerClass, long seed) {

    static Settings parse(String[] arguments) {
      if (arguments.length == 0 || arguments[0].startsWith("--")) {
        throw new IllegalArgumentException("OUTPUT, the folder to make, comes first");
      }
      int trainPerClass = 160;
      int valPerClass = 40;
      long seed = 0;
      for (int i = 1; i < arguments.length; i += 2) {
        String option = arguments[i];
        if (i + 1 == arguments.length) {
          throw new IllegalArgumentException("'" + option + "' needs a value");
        }
        String value = arguments[i + 1];
        switch (option) {
          case "--train-per-class" -> trainPerClass = (int) number(option, value, 0, 1_000_000);
          case "--val-per-class" -> valPerClass = (int) number(option, value, 0, 1_000_000);
          case "--seed" -> seed = number(option, value, Long.MIN_VALUE, Long.MAX_VALUE);
          default -> throw new IllegalArgumentException("unknown option '" + option + "'");
        }
      }
      return new Settings(Path.of(arguments[0]), trainPerClass, valPerClass, seed);
    }

    private static long number(String option, String value, long least, long most) {
      try {
        long number = Long.parseLong(value);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Told below, together with what would be valid.
      }
      throw new IllegalArgumentException(
          option + " '" + value + "' is not a whole number from " + least + " to " + most);
    }
  }
}
