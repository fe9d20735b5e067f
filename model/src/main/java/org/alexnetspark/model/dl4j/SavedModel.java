package org.alexnetspark.model.dl4j;

import java.util.List;

/** A trained model as {@code model.zip} holds it, whatever its layers are. */
public interface SavedModel {

  /** What was learnt, flat, in the order of the model's kind. */
  float[] parameters();

  /**
   * The mean image that is subtracted: size x size x 3 numbers in the order row, column, then red,
   * green, blue.
   */
  float[] mean();

  /** A class a line, by label: its synset, then, where there are any, a space and its words. */
  List<String> classes();
}
