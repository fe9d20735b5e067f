package org.alexnetspark.jobs.network;

import java.util.List;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.preprocess.dataset.SynsetClass;

/** A network with what it needs to name photographs, as model.zip holds it. */
public record TrainedModel(SavedNetwork saved) {

  /** Puts together what is known when a network has been trained. */
  public static TrainedModel of(
      NetworkSpecification network, float[] weights, float[] mean, List<SynsetClass> classes) {
    List<String> lines =
        classes.stream().map(each -> (each.synset() + " " + each.words()).strip()).toList();
    return new TrainedModel(new SavedNetwork(network, weights, mean, lines));
  }

  public NetworkSpecification network() {
    return saved.specification();
  }

  /** In the order of {@link org.alexnetspark.model.ParameterLayout}. */
  public float[] weights() {
    return saved.parameters();
  }

  /** The mean image, [size, size, 3], RGB. */
  public float[] mean() {
    return saved.mean();
  }

  /** Side of the images that the network was trained on. */
  public int imageSize() {
    return (int) Math.round(Math.sqrt(saved.mean().length / 3.0));
  }

  /** What people call each class, by label: its words or, where there are none, its synset. */
  public List<String> classNames() {
    return classes().stream().map(TrainedModel::nameOf).toList();
  }

  /** What people call a class. */
  public static String nameOf(SynsetClass each) {
    return each.words().isEmpty() ? each.synset() : each.words();
  }

  /** The classes, by label. */
  public List<SynsetClass> classes() {
    return saved.classes().stream()
        .map(line -> line.split(" ", 2))
        .map(parts -> new SynsetClass(parts[0], parts.length == 2 ? parts[1] : ""))
        .toList();
  }
}
