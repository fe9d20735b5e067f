package org.alexnetspark.jobs.train.options;

import java.util.Iterator;
import java.util.List;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.Arrangement;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Networks;
import org.alexnetspark.model.specification.Pooling;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that say which network is trained; the defaults are the paper's. */
public final class NetworkOptions {
  /** Names the network. */
  public static final String NETWORK = "--network";

  /** Those that a network which is there already decides. */
  public static final List<String> OF_THE_NETWORK =
      List.of(
          NETWORK,
          "--width",
          "--towers",
          "--crop",
          "--activation",
          "--lrn",
          "--pooling",
          "--leave-out");

  /** What only the comparisons of AlexNet's paper vary. */
  private static final List<String> OF_ALEXNET = List.of("--towers", "--lrn", "--pooling");

  private static final List<Integer> ALEXNET_CROPS = List.of(224, 227);
  private static final String NOTHING = "none";

  @Option(
      names = NETWORK,
      paramLabel = "NAME",
      defaultValue = AlexNet.NAME,
      completionCandidates = Names.class,
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). alexnet-145 to 150 are those of the authors' source: docs/recipes.md.")
  private String network;

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
          "Side of the crop; 227 is Caffe's; with another --network or --model GRAPH any (default: ${DEFAULT-VALUE}, or the network's own).")
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
          "Constants of the local response normalisation across maps: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private LrnConvention lrn;

  @Option(
      names = "--pooling",
      defaultValue = "overlapping",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Pooling pooling;

  @Option(
      names = "--leave-out",
      paramLabel = "LAYER",
      defaultValue = NOTHING,
      description = "Do without a middle layer, such as conv3 (default: ${DEFAULT-VALUE}).")
  private String leftOut;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description =
          "Share of the outputs of fc6 and fc7 left out of a step (default: ${DEFAULT-VALUE}).")
  private double dropout;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

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
      NetworkSpecification whole =
          Networks.paper(network, classes)
              .withWidth(width)
              .withInputScale(inputScale)
              .withActivation(activation)
              .withDropout(dropout);
      NetworkSpecification varied = network.equals(AlexNet.NAME) ? alexNet(whole) : other(whole);
      return leftOut.equals(NOTHING) ? varied : varied.without(leftOut);
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException("unusable network: " + e.getMessage(), e);
    }
  }

  private NetworkSpecification alexNet(NetworkSpecification whole) {
    if (!ALEXNET_CROPS.contains(crop)) {
      throw new IllegalArgumentException("crop is " + crop + ", must be 224 or 227");
    }
    return whole.withArrangement(arrangement).withCrop(crop).withLrn(lrn).withPooling(pooling);
  }

  private NetworkSpecification other(NetworkSpecification whole) {
    for (String option : OF_ALEXNET) {
      if (command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new IllegalArgumentException(
            option + " is about --network alexnet and cannot be given with --network " + network);
      }
    }
    return whole.withCrop(crop);
  }

  /**
   * Options that say nothing about such a network: {@link #OF_ALEXNET} where it is another.
   *
   * @param name of the network
   */
  public static List<String> withoutMeaningFor(String name) {
    return name.equals(AlexNet.NAME) ? List.of() : OF_ALEXNET;
  }

  /** The networks' names. */
  public static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Networks.names().iterator();
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
