package org.alexnetspark.jobs.train;

import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.model.Activation;
import org.alexnetspark.model.LrnConvention;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.Pooling;
import picocli.CommandLine.Option;

/** The options that say which network is trained; the defaults are the paper's. */
final class NetworkOptions {
  @Option(
      names = "--width",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description =
          "Factor on every layer's channels; 1 is the paper's network (default: ${DEFAULT-VALUE}).")
  private double width;

  @Option(
      names = "--towers",
      paramLabel = "1|2",
      defaultValue = "2",
      description =
          "2: split as in the paper; 1: all kernels in one tower (default: ${DEFAULT-VALUE}).")
  private int towers;

  @Option(
      names = "--crop",
      paramLabel = "224|227",
      defaultValue = "224",
      description = "Side of the crop; 227 is Caffe's (default: ${DEFAULT-VALUE}).")
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
      names = "--dropout",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description =
          "Share of the outputs of fc6 and fc7 left out of a step (default: ${DEFAULT-VALUE}).")
  private double dropout;

  /**
   * The network for so many classes.
   *
   * @param inputScale factor on the pixels' levels
   */
  NetworkSpecification specification(int classes, double inputScale) {
    try {
      return new NetworkSpecification(
          classes, width, towers, crop, activation, lrn, pooling, dropout, inputScale);
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException("unusable network: " + e.getMessage(), e);
    }
  }
}
