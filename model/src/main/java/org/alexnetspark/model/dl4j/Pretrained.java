package org.alexnetspark.model.dl4j;

import java.util.Arrays;
import java.util.List;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.ParameterLayout;
import org.alexnetspark.model.ParameterLayout.Range;

/**
 * A trained network that another training starts from.
 *
 * @param specification what it is
 * @param parameters flat, in the order of {@link ParameterLayout}
 * @param classes the classes by label; empty where the file did not say
 */
public record Pretrained(
    NetworkSpecification specification, float[] parameters, List<String> classes) {

  public Pretrained {
    classes = List.copyOf(classes);
  }

  /** The network that goes on from this one with other classes and another dropout. */
  public NetworkSpecification continued(int newClasses, double dropout) {
    return specification.withClasses(newClasses).withDropout(dropout);
  }

  /**
   * The parameters to start from.
   *
   * @param fresh parameters of {@link #continued} as an initialisation made them, which are
   *     overwritten with those that were learnt
   * @param keepLast whether the last layer is kept too: the classes have to be the same ones in the
   *     same order
   */
  public float[] into(float[] fresh, int newClasses, boolean keepLast) {
    ParameterLayout from = new ParameterLayout(specification);
    ParameterLayout to = new ParameterLayout(specification.withClasses(newClasses));
    float[] parameters = Arrays.copyOf(fresh, to.length());
    for (int tower = 0; tower < to.towers(); tower++) {
      for (int layer = 0; layer < to.layers().size(); layer++) {
        if (keepLast || !to.layers().get(layer).isOutput()) {
          copy(from.weights(tower, layer), to.weights(tower, layer), parameters);
          copy(from.biases(tower, layer), to.biases(tower, layer), parameters);
        }
      }
    }
    return parameters;
  }

  private void copy(Range from, Range to, float[] target) {
    if (from.length() != to.length()) {
      throw new IllegalArgumentException(
          "a layer of " + from.length() + " numbers does not fit one of " + to.length());
    }
    System.arraycopy(parameters, from.offset(), target, to.offset(), from.length());
  }
}
