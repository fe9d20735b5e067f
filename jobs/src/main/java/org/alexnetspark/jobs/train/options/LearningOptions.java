package org.alexnetspark.jobs.train.options;

import static org.alexnetspark.jobs.cli.UnusableArgumentException.unless;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** The options that say how the network learns; the defaults are the paper's (section 5). */
public final class LearningOptions {
  /** Names the schedule. */
  public static final String SCHEDULE = "--schedule";

  static final String BIAS_LEARNING_RATE = "--bias-learning-rate";
  static final String JITTER_DIVISOR = "--jitter-divisor";
  static final String DRAW_EVERY = "--draw-every";

  /** The schedule that the source's net 145 was trained by. */
  static final String SOURCE_SCHEDULE = "source";

  /** Of biases, the rate of their layer's weights. */
  static final String AS_WEIGHTS = "weights";

  /** Rules, which are no files. */
  private static final Set<String> RULES =
      Set.of("constant", "plateau", "poly", "step", "exp", "dexp");

  /** Schedules that come with the program. */
  private static final Set<String> SHIPPED = Set.of(SOURCE_SCHEDULE, "source-135");

  @Option(
      names = Recipe.OPTION,
      defaultValue = "paper",
      description = {
        "A reading of the 2012 experiment (default: ${DEFAULT-VALUE}): ${COMPLETION-CANDIDATES}.",
        "paper: its text, the defaults below; source: as its authors trained it, by their own source: --network alexnet-145 "
            + "--init source --bias-learning-rate 0.02 --jitter-divisor 1.1 --draw-every 32 --schedule source --epochs 91. "
            + "Any of these, if given, goes before the recipe."
      })
  @SuppressWarnings("unused") // read through picocli, where it says what other options are
  private Recipe recipe;

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

  @Option(
      names = BIAS_LEARNING_RATE,
      paramLabel = "RATE|weights",
      defaultValue = AS_WEIGHTS,
      description =
          "Of all biases, from the first to the last epoch, whatever becomes of the weights'; weights: theirs (default: "
              + "${DEFAULT-VALUE}).")
  private String biasLearningRate;

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
      names = SCHEDULE,
      paramLabel = "SCHEDULE|FILE",
      defaultValue = "plateau",
      description = {
        "How the learning rate falls (default: ${DEFAULT-VALUE}):",
        "plateau[:EPOCHS[:POINTS]]: divided by ten when top-1 at the end of an epoch has not improved by so many points "
            + "(0.1) for so many epochs (5), at most three times, as the authors did by hand;",
        "step:EPOCH,EPOCH,…: divided by ten after these epochs;",
        "poly[:POWER]: in every round, to zero at the run's end;",
        "exp:LAST: in every round by the same factor, to this rate at the run's end;",
        "dexp:LAST[:STEPS]: likewise in steps of equal length (4);",
        "constant: not at all;",
        "a file: phases by epoch with the rate, layers' factors, frozen layers and colour jitter, as docs/recipes.md has it; "
            + "source is such a one: net 145's in 2012, stretched to --epochs; source-135: with its second push."
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

  @Option(
      names = JITTER_DIVISOR,
      paramLabel = "DIVISOR",
      defaultValue = "1",
      description =
          "What images with colour jitter are divided by once it has been added (default: ${DEFAULT-VALUE}).")
  private double jitterDivisor;

  @Option(
      names = DRAW_EVERY,
      paramLabel = "IMAGES",
      defaultValue = "1",
      description =
          "Images of a worker, one after the other, that share a draw of crop and mirror (default: ${DEFAULT-VALUE}).")
  private int drawEvery;

  private LearningRateSchedule resolvedSchedule;

  /** Refuses values that no training can use. */
  public void check() {
    unless(batchSize >= 1, "--batch-size", batchSize, "at least 1");
    unless(learningRate > 0, "--learning-rate", learningRate, "above 0");
    unless(momentum >= 0 && momentum < 1, "--momentum", momentum, "0 to below 1");
    unless(weightDecay >= 0, "--weight-decay", weightDecay, "at least 0");
    unless(warmup >= 0, "--warmup", warmup, "at least 0");
    unless(colorJitter >= 0, "--color-jitter", colorJitter, "at least 0");
    unless(jitterDivisor > 0, JITTER_DIVISOR, jitterDivisor, "above 0");
    unless(drawEvery >= 1, DRAW_EVERY, drawEvery, "at least 1");
    biasLearningRate();
    if (isWord()) {
      parseWord();
    }
  }

  /**
   * Reads the schedule, where it is a file, and fits it to the run.
   *
   * @param layers that it may name; empty where a DL4J graph is trained
   * @param epochs of the run
   * @param begun the phases that a run which goes on began with; empty for a new run, or one
   *     without
   * @param given whether the command line names the schedule
   * @throws UnusableArgumentException if it is none, with file, line and what would be valid, or
   *     not the one that the run began with
   */
  public void readSchedule(
      Optional<List<String>> layers,
      int epochs,
      Optional<List<String>> begun,
      boolean given,
      Configuration hadoop)
      throws IOException {
    try {
      if (begun.isPresent()) {
        HandMade before = ScheduleFile.parse("run.json", begun.get(), layers, Integer.MAX_VALUE);
        if (given && !SHIPPED.contains(schedule)) {
          requireSame(before, ScheduleFile.parse(schedule, lines(hadoop), layers, epochs));
        }
        resolvedSchedule = before;
      } else if (isWord()) {
        resolvedSchedule = parseWord();
      } else {
        resolvedSchedule = ScheduleFile.parse(schedule, lines(hadoop), layers, epochs);
      }
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(SCHEDULE + " " + e.getMessage(), e);
    }
  }

  private void requireSame(HandMade before, HandMade now) {
    if (!before.equals(now)) {
      throw new UnusableArgumentException(
          "--resume: --schedule "
              + schedule
              + " says other phases than the run began with, which its run.json has; leave it out, or begin another run");
    }
  }

  /** Whether it is a rule, not a file: a word, perhaps with numbers after a colon. */
  private boolean isWord() {
    return RULES.contains(schedule.split(":", -1)[0]);
  }

  private LearningRateSchedule parseWord() {
    try {
      return LearningRateSchedule.parse(schedule);
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(SCHEDULE + " " + e.getMessage(), e);
    }
  }

  private List<String> lines(Configuration hadoop) throws IOException {
    if (SHIPPED.contains(schedule)) {
      try (InputStream in = LearningOptions.class.getResourceAsStream(schedule + ".txt")) {
        return text(in);
      }
    }
    Path file = new Path(schedule);
    FileSystem files = file.getFileSystem(hadoop);
    if (!files.exists(file) || files.getFileStatus(file).isDirectory()) {
      // Names what would be valid.
      LearningRateSchedule.parse(schedule);
    }
    try (InputStream in = files.open(file)) {
      return text(in);
    }
  }

  private static List<String> text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
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

  /** The schedule, once {@link #readSchedule} has been called. */
  public LearningRateSchedule schedule() {
    return resolvedSchedule;
  }

  /** Of all biases; empty: that of the weights. */
  public Optional<Float> biasLearningRate() {
    if (biasLearningRate.equals(AS_WEIGHTS)) {
      return Optional.empty();
    }
    try {
      float rate = Float.parseFloat(biasLearningRate);
      unless(rate > 0, BIAS_LEARNING_RATE, biasLearningRate, "above 0, or weights");
      return Optional.of(rate);
    } catch (NumberFormatException e) {
      throw new UnusableArgumentException(
          BIAS_LEARNING_RATE + " is " + biasLearningRate + ", must be a rate above 0, or weights",
          e);
    }
  }

  /** What is done to each use of an image, by epoch. */
  public ImageVariation variation() {
    return new ImageVariation(colorJitter, jitterDivisor, drawEvery, schedule());
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
}
