package org.alexnetspark.model.dl4j;

import java.util.List;

/**
 * Any DL4J graph with what is needed to use it on photographs.
 *
 * @param configuration DL4J's JSON
 * @param parameters flat, in DL4J's order
 * @param updaterState what the update rule keeps, such as momentum, likewise; empty where it keeps
 *     nothing, and in what was read, which is for use and not for training
 * @param crop side of the square views that the graph looks at
 * @param mean the mean image that is subtracted: size x size x 3 numbers in the order row, column,
 *     then red, green, blue
 * @param classes the classes by label
 */
public record SavedGraph(
    String configuration,
    float[] parameters,
    float[] updaterState,
    int crop,
    float[] mean,
    List<String> classes)
    implements SavedModel {

  public SavedGraph {
    classes = List.copyOf(classes);
  }
}
