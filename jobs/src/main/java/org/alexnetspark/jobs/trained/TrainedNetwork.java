package org.alexnetspark.jobs.trained;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.jobs.lease.TowerNetwork;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.preprocess.dataset.SynsetClass;

/** This project's own network, trained. */
public record TrainedNetwork(SavedNetwork saved) implements ClassifyingModel {

  /** Puts together what is known when a network has been trained. */
  public static TrainedNetwork of(
      NetworkSpecification network, float[] weights, float[] mean, List<SynsetClass> classes) {
    return new TrainedNetwork(
        new SavedNetwork(network, weights, mean, ClassifyingModel.lines(classes)));
  }

  public NetworkSpecification network() {
    return saved.specification();
  }

  @Override
  public ClassifyingNetwork classifier() {
    return new TowerNetwork(network());
  }

  @Override
  public String description() {
    NetworkSpecification network = network();
    return String.format(
        Locale.ROOT,
        "%s of %,d parameters: width %s, %s, views of %d x %d, layers %s.",
        network.name().equals(AlexNet.NAME) ? "AlexNet" : network.name(),
        network.parameterCount(),
        network.width(),
        Count.of(network.towers(), "tower"),
        network.crop(),
        network.crop(),
        network.layers().stream().map(TrainedNetwork::words).collect(Collectors.joining(", ")));
  }

  private static String words(LayerSpecification layer) {
    StringBuilder words = new StringBuilder(layer.name());
    words.append(" (").append(layer.totalOutputChannels());
    if (!layer.isOutput()) {
      words.append(", ").append(lower(layer.activation()));
    }
    if (layer.normalized()) {
      words.append(", normalisation ").append(lower(layer.normalization()));
    }
    if (layer.normalizedInMaps()) {
      words.append(", normalisation inside maps");
    }
    layer.poolings().forEach(pooling -> words.append(", pooling ").append(lower(pooling)));
    if (layer.activatedLast()) {
      words.append(", activated last");
    }
    return words.append(')').toString();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void write(String card, OutputStream out) throws IOException {
    NetworkArchive.write(saved, Optional.of(card), out);
  }

  @Override
  public Optional<TrainedNetwork> overTowers() {
    return Optional.of(this);
  }
}
