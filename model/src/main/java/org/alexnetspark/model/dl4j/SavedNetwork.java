package org.alexnetspark.model.dl4j;

import java.util.List;
import org.alexnetspark.model.specification.NetworkSpecification;

/**
 * Everything that is needed to use a trained network.
 *
 * @param specification what it is
 * @param parameters flat, in the order of {@link
 *     org.alexnetspark.model.specification.ParameterLayout}
 * @param mean the mean image that is subtracted: size x size x 3 numbers in the order row, column,
 *     then red, green, blue
 * @param classes the classes by label
 */
public record SavedNetwork(
    NetworkSpecification specification, float[] parameters, float[] mean, List<String> classes)
    implements SavedModel {

  public SavedNetwork {
    classes = List.copyOf(classes);
    if (classes.size() != specification.classes()) {
      throw new IllegalArgumentException(
          classes.size() + " names for " + specification.classes() + " classes");
    }
    if (parameters.length != specification.parameterCount()) {
      throw new IllegalArgumentException(
          parameters.length + " parameters for a network of " + specification.parameterCount());
    }
  }
}
