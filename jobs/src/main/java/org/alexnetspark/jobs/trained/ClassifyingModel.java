package org.alexnetspark.jobs.trained;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.alexnetspark.jobs.lease.ClassifyingNetwork;
import org.alexnetspark.model.dl4j.SavedModel;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.preprocess.dataset.SynsetClass;

/** A network that was trained, with what it needs to name photographs: what model.zip holds. */
public interface ClassifyingModel {

  /** What model.zip holds of it. */
  SavedModel saved();

  /** What was trained. */
  ClassifyingNetwork classifier();

  /** One sentence on what the network is. */
  String description();

  /**
   * Writes {@code model.zip} to a stream, which stays open.
   *
   * @param card Markdown to put beside the weights
   */
  void write(String card, OutputStream out) throws IOException;

  /** What it has learnt, in the flat order of its kind. */
  default float[] weights() {
    return saved().parameters();
  }

  /** The mean image, [size, size, 3], RGB. */
  default float[] mean() {
    return saved().mean();
  }

  /**
   * The mean image for images of another size: there is one where all of its pixels have the same
   * colour.
   *
   * @return [size, size, 3], RGB; empty where the mean is an image of another size
   */
  default Optional<float[]> meanAt(int size) {
    return size == imageSize()
        ? Optional.of(mean())
        : MeanColor.of(mean()).map(color -> color.image(size));
  }

  /** A class a line, by label: its synset, then, where there are any, a space and its words. */
  default List<String> classLines() {
    return saved().classes();
  }

  /**
   * Side of the squares that the network looks at unless somebody asks for another: those that it
   * was trained on, or the middle of the scales that it was trained at.
   */
  default int imageSize() {
    return (int) Math.round(Math.sqrt(mean().length / 3.0));
  }

  /** The classes, by label. */
  default List<SynsetClass> classes() {
    return classLines().stream()
        .map(line -> line.split(" ", 2))
        .map(parts -> new SynsetClass(parts[0], parts.length == 2 ? parts[1] : ""))
        .toList();
  }

  /** What people call each class, by label: its words or, where there are none, its synset. */
  default List<String> classNames() {
    return classes().stream().map(ClassifyingModel::nameOf).toList();
  }

  /** What people call a class. */
  static String nameOf(SynsetClass each) {
    return each.words().isEmpty() ? each.synset() : each.words();
  }

  /** Classes as {@link #classLines} has them. */
  static List<String> lines(List<SynsetClass> classes) {
    return classes.stream().map(each -> (each.synset() + " " + each.words()).strip()).toList();
  }

  /** The model as this project's own network, where it is one. */
  default Optional<TrainedNetwork> overTowers() {
    return Optional.empty();
  }
}
