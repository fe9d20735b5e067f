package org.alexnetspark.jobs.train.options;

import java.util.List;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.model.Activation;
import org.alexnetspark.model.Arrangement;
import org.alexnetspark.model.LeftOut;
import org.alexnetspark.model.LrnConvention;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.Pooling;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The options that say which network is trained; the defaults are the paper's. */
public final class NetworkOptions {
  /** Those that a network which is there already decides. */
  public static final List<String> OF_THE_NETWORK =
      List.of("--width", "--towers", "--crop", "--activation", "--lrn", "--pooling", "--leave-out");

  @Option(
      names = "--width",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description =
          "Factor on every layer's channels; 1 is the paper's network (default: ${DEFAULT-VALUE}).")
  private double width;

  @Option(
      names = "--towers",
      paramLabel = "2|1|half",
      defaultValue = "2",
      converter = ArrangementConverter.class,
      description =
          "2: split as in the paper; 1: all kernels in one tower; half: one tower with half the kernels in conv1 to conv4, "
              + "the paper's network for one GPU (default: ${DEFAULT-VALUE}).")
  private Arrangement arrangement;

  @Option(
      names = "--crop",
      paramLabel = "224|227",
      defaultValue = "224",
      description =
          "Side of the crop; 227 is Caffe's; with --model GRAPH any (default: ${DEFAULT-VALUE}).")
  private int crop;

  @Option(
      names = "--activation",
      defaultValue = "relu",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Activation activation;

  @Option(
      names = "--lrn",
      defaultValue = "paper",
      description =
          "Constants of the local response normalisation: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private LrnConvention lrn;

  @Option(
      names = "--pooling",
      defaultValue = "overlapping",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Pooling pooling;

  @Option(
      names = "--leave-out",
      paramLabel = "LAYER",
      defaultValue = "none",
      description =
          "Do without a middle layer: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private LeftOut leftOut;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description =
          "Share of the outputs of fc6 and fc7 left out of a step (default: ${DEFAULT-VALUE}).")
  private double dropout;

  public double dropout() {
    return dropout;
  }

  public int crop() {
    return crop;
  }

  /**
   * Refuses options that contradict a network which is there already; dropout is free to change.
   */
  public void requireNoneGiven(ParseResult arguments, String because) {
    for (String option : OF_THE_NETWORK) {
      if (arguments.hasMatchedOption(option)) {
        throw new UnusableArgumentException(
            option
                + " cannot be given with "
                + because
                + ": the network is the model's; leave it out");
      }
    }
  }

  /**
   * The network for so many classes.
   *
   * @param inputScale factor on the pixels' levels
   */
  public NetworkSpecification specification(int classes, double inputScale) {
    try {
      return new NetworkSpecification(
          classes,
          width,
          arrangement,
          crop,
          activation,
          lrn,
          pooling,
          leftOut,
          dropout,
          inputScale);
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException("unusable network: " + e.getMessage(), e);
    }
  }

  /** Reads {@code --towers}. */
  static final class ArrangementConverter implements ITypeConverter<Arrangement> {
    @Override
    public Arrangement convert(String value) {
      try {
        return Arrangement.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
