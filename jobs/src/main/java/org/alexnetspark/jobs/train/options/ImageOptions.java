package org.alexnetspark.jobs.train.options;

import java.util.Optional;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.feeding.ScaleRange;
import org.alexnetspark.preprocess.dataset.Dataset;
import org.alexnetspark.preprocess.image.Framing;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say at which scale training images are, and what is subtracted from them. */
public final class ImageOptions {
  /** What is subtracted. */
  public static final String MEAN = "--mean";

  /** At which scale. */
  public static final String SCALE = "--scale";

  @Option(
      names = MEAN,
      paramLabel = "image|color|R,G,B",
      converter = MeanConverter.class,
      description = {
        "What is subtracted from images: the training images' mean image, their mean colour, or a colour of 0 to 255 (default:",
        "that of --start-from; else the network's paper's: image for AlexNet, color for VGG; color where images are whole,",
        "as these have no mean image)."
      })
  private MeanChoice mean;

  @Option(
      names = SCALE,
      paramLabel = "S|Smin,Smax",
      converter = ScaleConverter.class,
      description = {
        "Shorter side of the training images, of which crops are cut anywhere; of a range one is drawn for each image and use.",
        "The dataset has to be of --framing whole (default: its --size)."
      })
  private ScaleRange scale;

  /**
   * What the options say of a dataset.
   *
   * @param meanByDefault what is subtracted where neither option nor dataset decides
   * @param crop side of the views that the network looks at
   * @throws UnusableArgumentException if the dataset cannot be used so
   */
  public TrainingImages of(
      Dataset dataset, PrincipalComponents colors, MeanChoice meanByDefault, int crop) {
    return dataset.framing() == Framing.CROP
        ? squares(dataset, colors, meanByDefault)
        : whole(dataset, colors, meanByDefault, crop);
  }

  private TrainingImages squares(
      Dataset dataset, PrincipalComponents colors, MeanChoice meanByDefault) {
    if (scale != null) {
      throw new UnusableArgumentException(
          SCALE
              + " "
              + scale
              + ": the dataset holds central squares, of which the rest of each photograph is gone; preprocess it with"
              + " --framing whole");
    }
    MeanChoice chosen = mean == null ? meanByDefault : mean;
    return new TrainingImages(chosen, chosen.color(colors), Optional.empty(), dataset.imageSize());
  }

  private TrainingImages whole(
      Dataset dataset, PrincipalComponents colors, MeanChoice meanByDefault, int crop) {
    if (mean instanceof MeanChoice.Image) {
      throw new UnusableArgumentException(
          MEAN
              + " "
              + mean
              + ": the dataset holds whole images of many sizes, which have no mean image; leave it out, or say "
              + MeanChoice.COLOR);
    }
    ScaleRange range = scale == null ? ScaleRange.always(dataset.imageSize()) : scale;
    UnusableArgumentException.unless(
        crop <= range.smallest(), SCALE, range, "at least the network's --crop " + crop);
    if (range.largest() > dataset.imageSize()) {
      System.err.println(
          "warning: "
              + SCALE
              + " "
              + range
              + " enlarges the dataset's images, whose shorter side is "
              + dataset.imageSize()
              + ": there is no more to see in them; preprocess with --size "
              + range.largest()
              + " for that");
    }
    MeanChoice chosen = mean != null ? mean : color(meanByDefault);
    return new TrainingImages(chosen, chosen.color(colors), Optional.of(range), range.middle());
  }

  private static MeanChoice color(MeanChoice meanByDefault) {
    return meanByDefault instanceof MeanChoice.Image
        ? new MeanChoice.OfTrainingImages()
        : meanByDefault;
  }

  /** Reads {@code --mean}. */
  static final class MeanConverter implements ITypeConverter<MeanChoice> {
    @Override
    public MeanChoice convert(String value) {
      try {
        return MeanChoice.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads {@code --scale}. */
  public static final class ScaleConverter implements ITypeConverter<ScaleRange> {
    @Override
    public ScaleRange convert(String value) {
      try {
        return ScaleRange.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
