package org.alexnetspark.jobs.train.options;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.util.Arrays;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import picocli.CommandLine.Option;

/** The options that say how the network learns; the defaults are the paper's (section 5). */
public final class LearningOptions {
  @Option(
      names = "--batch-size",
      paramLabel = "IMAGES",
      defaultValue = "128",
      description = "Images in a worker's minibatch (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "0.01",
      description = "To start with (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(names = "--momentum", defaultValue = "0.9", description = "Default: ${DEFAULT-VALUE}.")
  private float momentum;

  @Option(
      names = "--momentum-across-rounds",
      defaultValue = "average",
      description = {
        "What becomes of the workers' momentum when weights are averaged (default: ${DEFAULT-VALUE}):",
        "average: it is averaged too; local: each worker keeps its own, in the run's folder (as many bytes as the "
            + "weights for each worker and round); reset: rounds start without."
      })
  private MomentumAcrossRounds momentumAcrossRounds;

  @Option(
      names = "--weight-decay",
      defaultValue = "5e-4",
      description = "On weights, not on biases (default: ${DEFAULT-VALUE}).")
  private float weightDecay;

  @Option(
      names = "--schedule",
      defaultValue = "plateau",
      description = {
        "How the learning rate falls (default: ${DEFAULT-VALUE}):",
        "plateau[:EPOCHS[:POINTS]]: divided by ten when top-1 at the end of an epoch has not improved by so many points "
            + "(0.1) for so many epochs (5), at most three times, as the authors did by hand;",
        "step:EPOCH,EPOCH,…: divided by ten after these epochs;",
        "poly[:POWER]: in every round, to zero at the run's end;",
        "constant: not at all."
      })
  private String schedule;

  @Option(
      names = "--warmup",
      paramLabel = "EPOCHS",
      defaultValue = "0",
      description =
          "Over which the learning rate rises to its first value, round by round (default: none).")
  private int warmup;

  @Option(
      names = "--init",
      defaultValue = "paper",
      description = {
        "Weights to start from: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
        "paper needs a large training set to get going, and deep networks a shallow one to start from; take he for a small set, "
            + "or glorot (they also divide the network's input by the pixels' deviation)."
      })
  private Initialization initialization;

  @Option(
      names = "--color-jitter",
      paramLabel = "DEVIATION",
      defaultValue = "0.1",
      description =
          "Of the jitter along the principal components of RGB; 0: none (default: ${DEFAULT-VALUE}).")
  private double colorJitter;

  /** Refuses values that no training can use. */
  public void check() {
    unless(batchSize >= 1, "--batch-size", batchSize, "at least 1");
    unless(learningRate > 0, "--learning-rate", learningRate, "above 0");
    unless(momentum >= 0 && momentum < 1, "--momentum", momentum, "0 to below 1");
    unless(weightDecay >= 0, "--weight-decay", weightDecay, "at least 0");
    unless(warmup >= 0, "--warmup", warmup, "at least 0");
    unless(colorJitter >= 0, "--color-jitter", colorJitter, "at least 0");
    schedule();
  }

  public int batchSize() {
    return batchSize;
  }

  public double learningRate() {
    return learningRate;
  }

  public float momentum() {
    return momentum;
  }

  public MomentumAcrossRounds momentumAcrossRounds() {
    return momentumAcrossRounds;
  }

  public float weightDecay() {
    return weightDecay;
  }

  public LearningRateSchedule schedule() {
    try {
      return LearningRateSchedule.parse(schedule);
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException("--schedule " + e.getMessage(), e);
    }
  }

  /** Epochs over which the learning rate rises. */
  public int warmup() {
    return warmup;
  }

  public Initialization initialization() {
    return initialization;
  }

  /**
   * The factor on the network's input. The paper feeds levels of 0 to 255, which its small weights
   * suit; He's rule and Glorot's want numbers of about one: with levels, conv1's gradients are
   * thousands of times too large for a common learning rate.
   */
  public double inputScale(PrincipalComponents colors) {
    return initialization.wantsInputOfOne() ? 1 / pixelDeviation(colors) : 1;
  }

  /** The weights to start from. */
  public float[] weights(NetworkSpecification network, PrincipalComponents colors, long seed) {
    return initialization.parameters(network, seed, pixelDeviation(colors));
  }

  /** Of a pixel's level from the mean colour, over all three channels. */
  private static double pixelDeviation(PrincipalComponents colors) {
    double[] variances = colors.eigenvalues();
    return Math.sqrt(Arrays.stream(variances).sum() / variances.length);
  }

  public double colorJitter() {
    return colorJitter;
  }
}
