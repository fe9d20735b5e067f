package org.alexnetspark.jobs.train.tower;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.train.options.LearningOptions;
import org.alexnetspark.model.dl4j.Pretrained;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.dataset.SynsetClass;
import org.alexnetspark.preprocess.statistics.PrincipalComponents;

/**
 * What a run begins with: a network of the options with drawn weights, one that was trained before
 * and goes on with the dataset's classes, or one of the options that takes layers over from one
 * that was trained before.
 *
 * @param network what is trained
 * @param trained where weights come from; empty: all are drawn
 * @param taken how much of what was trained before
 * @param classes the dataset's, where weights do not start from drawn ones
 */
public record StartingPoint(
    NetworkSpecification network,
    Optional<Source> trained,
    Taken taken,
    List<SynsetClass> classes) {

  /** How much of a trained network a run takes over. */
  public enum Taken {
    /** The network, but for the last layer where the classes are others. */
    WHOLE,
    /** The layers of {@link Pretrained#layersFor}; the network is another. */
    LAYERS
  }

  /** Gives a network that was trained before. */
  public interface Source {
    Pretrained read() throws IOException;
  }

  public StartingPoint {
    classes = List.copyOf(classes);
  }

  /** Weights that an initialisation draws. */
  public static StartingPoint drawn(NetworkSpecification network) {
    return new StartingPoint(network, Optional.empty(), Taken.WHOLE, List.of());
  }

  /**
   * The weights of a trained network, all but fc8's where the classes are others.
   *
   * @param dropout of the training to come
   */
  public static StartingPoint trained(Pretrained model, List<SynsetClass> classes, double dropout) {
    return new StartingPoint(
        continued(model, classes, dropout), Optional.of(() -> model), Taken.WHOLE, classes);
  }

  /**
   * A network that takes layers over from a trained one, and reads pixels on the same scale as
   * that. If it turns out to be the same network, it takes all over.
   *
   * @param network of the options, given the scale of the pixels
   * @param named what the user called the trained network
   * @throws UnusableArgumentException if no layer fits
   */
  public static StartingPoint deeper(
      Pretrained model,
      String named,
      Function<Double, NetworkSpecification> network,
      List<SynsetClass> classes) {
    NetworkSpecification own = network.apply(model.specification().inputScale());
    if (model.layersFor(own, true).isEmpty()) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "--start-from %s has no layer that fits --network %s: it has %s of %s at width %s in %s; "
                  + "give it the same width, crop and towers, or leave --network out to train it further",
              named,
              own.name(),
              names(model.specification().layers()),
              model.specification().name(),
              model.specification().width(),
              Count.of(model.specification().towers(), "tower")));
    }
    return new StartingPoint(own, Optional.of(() -> model), Taken.LAYERS, classes);
  }

  private static String names(List<LayerSpecification> layers) {
    return layers.stream().map(LayerSpecification::name).collect(Collectors.joining(", "));
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
  private boolean hasTheClassesOf(Pretrained model) {
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
    if (continued.equals(network)) {
      return whole(model, drawn);
    }
    if (taken == Taken.LAYERS) {
      return layers(model, drawn);
    }
    throw new UnusableArgumentException(
        "--resume: the run has no checkpoint yet, and --start-from names another network by now: "
            + "it was "
            + network
            + ", it is "
            + continued
            + "; begin a new run in another folder");
  }

  private float[] layers(Pretrained model, float[] drawn) {
    List<String> copied = model.layersFor(network, hasTheClassesOf(model));
    System.err.println(
        "copied from the given model: "
            + String.join(", ", copied)
            + "; starting anew: "
            + network.layers().stream()
                .map(LayerSpecification::name)
                .filter(layer -> !copied.contains(layer))
                .collect(Collectors.joining(", ")));
    return model.into(drawn, network, copied);
  }

  private float[] whole(Pretrained model, float[] drawn) {
    boolean keepsLast = hasTheClassesOf(model);
    System.err.println(
        keepsLast
            ? "starting from the given model, fc8 included: the classes are the same"
            : "starting from the given model with a new fc8 for " + network.classes() + " classes");
    return model.into(drawn, network.classes(), keepsLast);
  }
}
