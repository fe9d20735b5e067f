package org.alexnetspark.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawPhotographsTest {

  @TempDir private Path folder;

  @Test
  void drawsAFolderPerClassAndTheirWords() throws IOException {
    DrawPhotographs.draw(folder.resolve("set"), 2, 1, 7);

    Map<String, byte[]> files = files(folder.resolve("set"));
    assertThat(files).hasSize(10 * 3 + 1);
    assertThat(files.keySet())
        .contains("train/n90017204/n90017204_1.JPEG", "val/n90103579/n90103579_1.JPEG");
    assertThat(Files.readAllLines(folder.resolve("set/synset_words.txt")))
        .hasSize(10)
        .contains("n90048467 polka dots");
    assertThat(ImageIO.read(folder.resolve("set/train/n90017204/n90017204_2.JPEG").toFile()))
        .isNotNull();
  }

  @Test
  void theSameSeedGivesTheSameFilesAndALargerSetStartsWithThem() throws IOException {
    DrawPhotographs.draw(folder.resolve("a"), 2, 0, 7);
    DrawPhotographs.draw(folder.resolve("b"), 3, 0, 7);
    DrawPhotographs.draw(folder.resolve("c"), 2, 0, 8);

    Map<String, byte[]> first = files(folder.resolve("a"));
    Map<String, byte[]> larger = files(folder.resolve("b"));
    Map<String, byte[]> ofAnotherSeed = files(folder.resolve("c"));
    first.forEach((name, bytes) -> assertThat(larger.get(name)).as(name).isEqualTo(bytes));
    String photograph = "train/n90017204/n90017204_1.JPEG";
    assertThat(ofAnotherSeed.get(photograph)).isNotEqualTo(first.get(photograph));
  }

  @Test
  void noPictureIsDrawnTwice() {
    Set<Long> seeds = new HashSet<>();
    for (String split : List.of("train", "val")) {
      for (Pattern pattern : Pattern.values()) {
        for (int index = 0; index < 1000; index++) {
          assertThat(seeds.add(DrawPhotographs.seedOf(split, pattern, index, 0))).isTrue();
        }
      }
    }
  }

  @Test
  void picturesDifferInSizeShapeAndKind() {
    List<BufferedImage> pictures =
        IntStream.range(0, 60)
            .parallel()
            .mapToObj(seed -> Photograph.draw(Pattern.DOTS, seed))
            .toList();

    assertThat(pictures).anyMatch(picture -> picture.getWidth() > picture.getHeight());
    assertThat(pictures).anyMatch(picture -> picture.getWidth() < picture.getHeight());
    assertThat(pictures).anyMatch(picture -> picture.getWidth() == picture.getHeight());
    assertThat(pictures)
        .anyMatch(picture -> Math.min(picture.getWidth(), picture.getHeight()) < 256);
    assertThat(pictures).anyMatch(picture -> picture.getType() == BufferedImage.TYPE_BYTE_GRAY);
  }

  @Test
  void aFolderThatExistsIsLeftAlone() {
    assertThatThrownBy(() -> DrawPhotographs.draw(folder, 1, 1, 0))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  /**
   * What makes the set worth training on: pixels alone, without shapes, do not tell the classes
   * apart.
   */
  @Test
  void aLinearClassifierOnThumbnailsStaysNearChance() {
    int classes = Pattern.values().length;
    Thumbnails train = Thumbnails.draw("train", 24);
    Thumbnails val = Thumbnails.draw("val", 20);

    double[][] weights = train.softmaxRegression(classes, 30, 0.02);

    assertThat(train.accuracy(weights)).as("it does fit what it has seen").isGreaterThan(0.5);
    assertThat(val.accuracy(weights)).isLessThan(2.0 / classes);
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }

  /**
   * Pictures as 24 x 24 averages of their central squares, each value from -1 to 1, with a constant
   * added.
   */
  private static final class Thumbnails {
    private static final int SIDE = 24;

    private final double[][] features;
    private final int[] labels;

    private Thumbnails(double[][] features, int[] labels) {
      this.features = features;
      this.labels = labels;
    }

    static Thumbnails draw(String split, int perClass) {
      Pattern[] patterns = Pattern.values();
      int[] labels =
          IntStream.range(0, patterns.length * perClass).map(i -> i % patterns.length).toArray();
      double[][] features =
          IntStream.range(0, labels.length)
              .parallel()
              .mapToObj(
                  i -> {
                    Pattern pattern = patterns[labels[i]];
                    long seed = DrawPhotographs.seedOf(split, pattern, i / patterns.length, 0);
                    return thumbnail(Photograph.draw(pattern, seed));
                  })
              .toArray(double[][]::new);
      return new Thumbnails(features, labels);
    }

    private static double[] thumbnail(BufferedImage picture) {
      int side = Math.min(picture.getWidth(), picture.getHeight());
      int left = (picture.getWidth() - side) / 2;
      int top = (picture.getHeight() - side) / 2;
      double[] sums = new double[3 * SIDE * SIDE + 1];
      double[] counts = new double[sums.length];
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          int cell = 3 * (y * SIDE / side * SIDE + x * SIDE / side);
          int rgb = picture.getRGB(left + x, top + y);
          for (int channel = 0; channel < 3; channel++) {
            sums[cell + channel] += (rgb >> (16 - 8 * channel) & 0xFF) / 127.5 - 1;
            counts[cell + channel]++;
          }
        }
      }
      for (int i = 0; i < sums.length - 1; i++) {
        sums[i] /= counts[i];
      }
      sums[sums.length - 1] = 1;
      return sums;
    }

    /** Stochastic gradient descent, a picture at a time, in the order in which they were drawn. */
    double[][] softmaxRegression(int classes, int epochs, double rate) {
      double[][] weights = new double[classes][features[0].length];
      for (int epoch = 0; epoch < epochs; epoch++) {
        for (int i = 0; i < labels.length; i++) {
          double[] slopes = softmax(scores(weights, features[i]));
          slopes[labels[i]] -= 1;
          for (int c = 0; c < classes; c++) {
            for (int f = 0; f < features[i].length; f++) {
              weights[c][f] -= rate * slopes[c] * features[i][f];
            }
          }
        }
      }
      return weights;
    }

    double accuracy(double[][] weights) {
      int right = 0;
      for (int i = 0; i < labels.length; i++) {
        double[] scores = scores(weights, features[i]);
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
          best = scores[c] > scores[best] ? c : best;
        }
        right += best == labels[i] ? 1 : 0;
      }
      return (double) right / labels.length;
    }

    private static double[] scores(double[][] weights, double[] features) {
      double[] scores = new double[weights.length];
      for (int c = 0; c < scores.length; c++) {
        for (int f = 0; f < features.length; f++) {
          scores[c] += weights[c][f] * features[f];
        }
      }
      return scores;
    }

    private static double[] softmax(double[] scores) {
      double largest = Arrays.stream(scores).max().orElseThrow();
      double[] shares = Arrays.stream(scores).map(score -> Math.exp(score - largest)).toArray();
      double sum = Arrays.stream(shares).sum();
      return Arrays.stream(shares).map(share -> share / sum).toArray();
    }
  }
}
