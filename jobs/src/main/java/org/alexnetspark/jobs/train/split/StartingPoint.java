package org.alexnetspark.jobs.train.split;

import java.io.IOException;
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
 *
 * @param network what is trained
 * @param trained where its weights come from; empty: they are drawn
 * @param classes the dataset's, where weights do not start from drawn ones
 */
public record StartingPoint(
    NetworkSpecification network, Optional<Source> trained, List<SynsetClass> classes) {

  /** Gives a network that was trained before. */
  public interface Source {
    Pretrained read() throws IOException;
  }

  public StartingPoint {
    classes = List.copyOf(classes);
  }

  /** Weights that an initialisation draws. */
  public static StartingPoint drawn(NetworkSpecification network) {
    return new StartingPoint(network, Optional.empty(), List.of());
  }

  /**
   * The weights of a trained network, all but fc8's where the classes are others.
   *
   * @param dropout of the training to come
   */
  public static StartingPoint trained(Pretrained model, List<SynsetClass> classes, double dropout) {
    return new StartingPoint(continued(model, classes, dropout), Optional.of(() -> model), classes);
  }

  private static NetworkSpecification continued(
      Pretrained model, List<SynsetClass> classes, double dropout) {
    try {
      return model.continued(classes.size(), dropout);
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException("unusable network: " + e.getMessage(), e);
    }
  }

  /** A file that says no classes is taken at the number of its outputs. */
  private boolean tellsApart(Pretrained model) {
    if (model.classes().isEmpty()) {
      return model.specification().classes() == classes.size();
    }
    return model.classes().stream()
        .map(line -> line.split(" ", 2)[0])
        .toList()
        .equals(classes.stream().map(SynsetClass::synset).toList());
  }

  /** The flat parameters to start from; what was not learnt before is drawn by the options. */
  float[] weights(LearningOptions learning, PrincipalComponents colors, long seed)
      throws IOException {
    float[] drawn = learning.weights(network, colors, seed);
    if (trained.isEmpty()) {
      return drawn;
    }
    Pretrained model = trained.get().read();
    NetworkSpecification continued = continued(model, classes, network.dropout());
    if (!continued.equals(network)) {
      throw new UnusableArgumentException(
          "--resume: the run has no checkpoint yet, and --start-from names another network by now: "
              + "it was "
              + network
              + ", it is "
              + continued
              + "; begin a new run in another folder");
    }
    boolean keepsLast = tellsApart(model);
    System.err.println(
        keepsLast
            ? "starting from the given model, fc8 included: the classes are the same"
            : "starting from the given model with a new fc8 for " + network.classes() + " classes");
    return model.into(drawn, network.classes(), keepsLast);
  }
}
