package org.alexnetspark.model.dl4j;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.ParameterLayout.Range;

/**
 * A trained network that another training starts from.
 *
 * @param specification what it is
 * @param parameters flat, in the order of {@link ParameterLayout}
 * @param classes the classes by label; empty where the file did not say
 */
public record Pretrained(
    NetworkSpecification specification, float[] parameters, List<String> classes) {

  /**
   * Convolutions, from the image on, that another network takes over: those of A from which
   * Simonyan and Zisserman (2015, section 3.1) started their deeper networks.
   */
  private static final int FIRST_CONVOLUTIONS = 4;

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
    for (int layer = 0; layer < to.layers().size(); layer++) {
      if (keepLast || !to.layers().get(layer).isOutput()) {
        copy(from, layer, to, layer, parameters);
      }
    }
    return parameters;
  }

  /**
   * The layers that another network takes over from this one: the first four convolutions and the
   * fully connected layers, as Simonyan and Zisserman (2015, section 3.1) started deeper networks
   * from A. Layers correspond by name, and their shapes have to be the same.
   *
   * @param deeper the other network
   * @param keepLast whether the last layer may be among them: the classes have to be the same ones
   *     in the same order
   * @return names, in the order of the other network's layers
   */
  public List<String> layersFor(NetworkSpecification deeper, boolean keepLast) {
    if (deeper.towers() != specification.towers()) {
      return List.of();
    }
    Set<String> given = new HashSet<>();
    int convolutions = 0;
    for (LayerSpecification layer : specification.layers()) {
      boolean convolution = layer.kind() == LayerSpecification.Kind.CONVOLUTION;
      convolutions += convolution ? 1 : 0;
      if (convolution ? convolutions <= FIRST_CONVOLUTIONS : keepLast || !layer.isOutput()) {
        given.add(layer.name());
      }
    }
    return deeper.layers().stream()
        .filter(layer -> given.contains(layer.name()))
        .filter(layer -> haveSameShape(specification.layer(layer.name()), layer))
        .map(LayerSpecification::name)
        .toList();
  }

  private static boolean haveSameShape(LayerSpecification one, LayerSpecification other) {
    return one.kind() == other.kind()
        && one.kernel() == other.kernel()
        && one.fanIn() == other.fanIn()
        && one.outputChannels().equals(other.outputChannels());
  }

  /**
   * The parameters that another network starts from.
   *
   * @param fresh the other network's, as an initialisation made them
   * @param deeper the other network
   * @param layers names of those that are taken over, of {@link #layersFor}
   */
  public float[] into(float[] fresh, NetworkSpecification deeper, List<String> layers) {
    ParameterLayout from = new ParameterLayout(specification);
    ParameterLayout to = new ParameterLayout(deeper);
    float[] parameters = fresh.clone();
    for (String layer : layers) {
      copy(from, indexOf(layer, from), to, indexOf(layer, to), parameters);
    }
    return parameters;
  }

  private static int indexOf(String layer, ParameterLayout layout) {
    return IntStream.range(0, layout.layers().size())
        .filter(index -> layout.layers().get(index).name().equals(layer))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no layer " + layer));
  }

  private void copy(
      ParameterLayout from, int layer, ParameterLayout to, int targetLayer, float[] target) {
    for (int tower = 0; tower < to.towers(); tower++) {
      copy(from.weights(tower, layer), to.weights(tower, targetLayer), target);
      copy(from.biases(tower, layer), to.biases(tower, targetLayer), target);
    }
  }

  private void copy(Range from, Range to, float[] target) {
    if (from.length() != to.length()) {
      throw new IllegalArgumentException(
          "a layer of " + from.length() + " numbers does not fit one of " + to.length());
    }
    System.arraycopy(parameters, from.offset(), target, to.offset(), from.length());
  }
}
