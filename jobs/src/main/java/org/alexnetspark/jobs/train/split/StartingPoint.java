package org.alexnetspark.jobs.train.split;

import java.util.List;
import java.util.Optional;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.train.options.LearningOptions;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.dl4j.Pretrained;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;

/**
 * What a run begins with: a network of the options with drawn weights, or one that was trained
 * before and goes on with the dataset's classes.
 */
public final class StartingPoint {
  private final NetworkSpecification network;
  private final Optional<Pretrained> trained;
  private final boolean keepsLast;

  private StartingPoint(
      NetworkSpecification network, Optional<Pretrained> trained, boolean keepsLast) {
    this.network = network;
    this.trained = trained;
    this.keepsLast = keepsLast;
  }

  /** Weights that an initialisation draws. */
  public static StartingPoint drawn(NetworkSpecification network) {
    return new StartingPoint(network, Optional.empty(), false);
  }

  /**
   * The weights of a trained network, all but fc8's where the classes are others.
   *
   * @param classes the dataset's
   * @param dropout of the training to come
   */
  public static StartingPoint trained(Pretrained model, List<SynsetClass> classes, double dropout) {
    try {
      return new StartingPoint(
          model.continued(classes.size(), dropout), Optional.of(model), tellsApart(model, classes));
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException("unusable network: " + e.getMessage(), e);
    }
  }

  /** A file that says no classes is taken at the number of its outputs. */
  private static boolean tellsApart(Pretrained model, List<SynsetClass> classes) {
    if (model.classes().isEmpty()) {
      return model.specification().classes() == classes.size();
    }
    return model.classes().stream()
        .map(line -> line.split(" ", 2)[0])
        .toList()
        .equals(classes.stream().map(SynsetClass::synset).toList());
  }

  NetworkSpecification network() {
    return network;
  }

  /** The flat parameters to start from; what was not learnt before is drawn by the options. */
  float[] weights(LearningOptions learning, PrincipalComponents colors, long seed) {
    float[] drawn = learning.weights(network, colors, seed);
    if (trained.isEmpty()) {
      return drawn;
    }
    System.err.println(
        keepsLast
            ? "starting from the given model, fc8 included: the classes are the same"
            : "starting from the given model with a new fc8 for " + network.classes() + " classes");
    return trained.get().into(drawn, network.classes(), keepsLast);
  }
}
