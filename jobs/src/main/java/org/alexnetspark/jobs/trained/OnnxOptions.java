package org.alexnetspark.jobs.trained;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.alexnetspark.jobs.cli.QualifiedUri;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.onnx.OnnxReading;
import org.alexnetspark.model.onnx.UnsaidException;
import org.alexnetspark.preprocess.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** What the user has to say of an ONNX file that other programs wrote. */
public final class OnnxOptions {
  private static final String MEAN = "--onnx-mean";
  private static final String DEVIATION = "--onnx-deviation";
  private static final String CHANNELS = "--onnx-channels";
  private static final String CROP = "--onnx-crop";
  private static final String CLASSES = "--onnx-classes";
  private static final int COLORS = 3;

  @Option(
      names = MEAN,
      paramLabel = "R,G,B",
      description =
          "Of an ONNX file that does not say it: what its network wants subtracted from pixels, in levels of 0..255. "
              + "torchvision's: 123.675,116.28,103.53; Caffe's: 123.68,116.78,103.94.")
  private String mean;

  @Option(
      names = DEVIATION,
      paramLabel = "R,G,B",
      description =
          "With "
              + MEAN
              + ": by what colours are then divided. torchvision's: 58.395,57.12,57.375 (default: 1,1,1).")
  private String deviation;

  @Option(
      names = CHANNELS,
      paramLabel = "rgb|bgr",
      description =
          "With "
              + MEAN
              + ": the order in which the network reads colours; Caffe's: bgr (default: rgb). Other options say red first.")
  private OnnxReading.Channels channels;

  @Option(
      names = CROP,
      paramLabel = "SIDE",
      description =
          "Side of the ONNX network's input, where the file leaves it open or it was trained on another.")
  private Integer crop;

  @Option(
      names = CLASSES,
      paramLabel = "FILE",
      converter = QualifiedUri.class,
      description =
          "The ONNX network's classes in the order of its outputs, where the file does not name them: a synset and words a line "
              + "(default: numbers).")
  private String classes;

  /**
   * Refuses what is said where there is no ONNX file.
   *
   * @param models that the command uses
   * @throws UnusableArgumentException if something is said and none of them is one
   */
  public void requireAbout(List<String> models) {
    Optional<String> given =
        Stream.of(
                name(MEAN, mean),
                name(DEVIATION, deviation),
                name(CHANNELS, channels),
                name(CROP, crop),
                name(CLASSES, classes))
            .flatMap(Optional::stream)
            .findFirst();
    if (given.isPresent() && models.stream().noneMatch(Models::isOnnx)) {
      throw new UnusableArgumentException(
          given.get()
              + " is about an ONNX file (FILE.onnx), and "
              + (models.isEmpty() ? "no model is given" : String.join(", ", models) + " is none"));
    }
  }

  /**
   * What was said.
   *
   * @param models that the command uses
   * @throws UnusableArgumentException if a value cannot be read, or something is said and no model
   *     is an ONNX file
   */
  public OnnxReading reading(List<String> models, Configuration hadoop) throws IOException {
    requireAbout(models);
    UnusableArgumentException.unless(crop == null || crop >= 1, CROP, crop, "at least 1");
    return new OnnxReading(
        pixels(),
        crop == null ? OptionalInt.empty() : OptionalInt.of(crop),
        classes == null ? List.of() : lines(classes, hadoop));
  }

  private static Optional<String> name(String option, Object value) {
    return value == null ? Optional.empty() : Optional.of(option);
  }

  private Optional<OnnxReading.Pixels> pixels() {
    if (mean == null) {
      if (deviation != null || channels != null) {
        throw new UnusableArgumentException(
            (deviation == null ? CHANNELS : DEVIATION)
                + " goes with "
                + MEAN
                + ", which is missing");
      }
      return Optional.empty();
    }
    try {
      return Optional.of(
          new OnnxReading.Pixels(
              MeanColor.parse(mean),
              deviations(),
              channels == null ? OnnxReading.Channels.RGB : channels));
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(MEAN + " " + mean + ": " + e.getMessage(), e);
    }
  }

  private List<Double> deviations() {
    if (deviation == null) {
      return Collections.nCopies(COLORS, 1.0);
    }
    try {
      List<Double> values = Arrays.stream(deviation.split(",", -1)).map(Double::valueOf).toList();
      if (values.size() == COLORS && values.stream().allMatch(each -> each > 0)) {
        return values;
      }
    } catch (NumberFormatException e) {
      throw badDeviation(e);
    }
    throw badDeviation(null);
  }

  private UnusableArgumentException badDeviation(Throwable cause) {
    return new UnusableArgumentException(
        DEVIATION
            + " is "
            + deviation
            + ", must be three numbers above 0, such as 58.395,57.12,57.375",
        cause);
  }

  private static List<String> lines(String file, Configuration hadoop) throws IOException {
    try (InputStream in = Storage.openWhole(new Path(file), hadoop)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UnusableArgumentException(
          CLASSES + " " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** What has to be said, where a file does not say it. */
  static String remedy(UnsaidException unsaid) {
    return switch (unsaid.what()) {
      case MEAN ->
          "say it: "
              + MEAN
              + " 123.675,116.28,103.53 "
              + DEVIATION
              + " 58.395,57.12,57.375 for torchvision's networks, "
              + MEAN
              + " 123.68,116.78,103.94 "
              + CHANNELS
              + " bgr for Caffe's";
      case CROP -> "say the side of the crops that it was trained on: " + CROP + " SIDE";
    };
  }
}
