package org.alexnetspark.jobs.network;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.dl4j.NetworkArchive;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.preprocess.dataset.SynsetClass;

/** This project's own network, trained. */
public record TrainedModel(SavedNetwork saved) implements ClassifyingModel {

  /** Puts together what is known when a network has been trained. */
  public static TrainedModel of(
      NetworkSpecification network, float[] weights, float[] mean, List<SynsetClass> classes) {
    return new TrainedModel(
        new SavedNetwork(network, weights, mean, ClassifyingModel.lines(classes)));
  }

  public NetworkSpecification network() {
    return saved.specification();
  }

  @Override
  public ClassifyingNetwork classifier() {
    return new SplitNetwork(network());
  }

  @Override
  public String description() {
    NetworkSpecification network = network();
    return String.format(
        Locale.ROOT,
        "AlexNet of %,d parameters: width %s, %s tower(s), views of %d x %d, %s, normalisation %s, pooling %s, left out: %s.",
        network.parameterCount(),
        network.width(),
        network.arrangement(),
        network.crop(),
        network.crop(),
        lower(network.activation()),
        lower(network.lrn()),
        lower(network.pooling()),
        lower(network.leftOut()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void write(String card, OutputStream out) throws IOException {
    NetworkArchive.write(saved, Optional.of(card), out);
  }

  @Override
  public Optional<TrainedModel> split() {
    return Optional.of(this);
  }
}
