package org.alexnetspark.model.specification;

import java.util.ArrayList;
import java.util.List;

/**
 * Where every weight and bias lies in the one flat vector that is averaged, stored and exchanged,
 * the same on every device. Momentum lies the same way.
 *
 * <pre>
 * tower 0: weights of conv1 ... fc8 | biases of conv1 ... fc8
 * tower 1: weights of conv1 ... fc8 | biases of conv1 ... fc8
 * </pre>
 *
 * A tower's weights are contiguous because weight decay applies to them and not to the biases.
 * Inside a layer, last index fastest:
 *
 * <ul>
 *   <li>convolution: [kernel, row, column, input channel]; where the layer sees both towers, tower
 *       0's channels come before tower 1's;
 *   <li>fully connected: [input, unit]; inputs are tower 0's before tower 1's, and each tower's
 *       maps are in the order row, column, channel.
 * </ul>
 */
public final class ParameterLayout {

  /**
   * A stretch of the flat vector.
   *
   * @param offset index of the first number
   * @param length how many numbers
   */
  public record Range(int offset, int length) {
    /** One past the last index. */
    public int end() {
      return offset + length;
    }

    /** The same stretch counted from another origin. */
    public Range relativeTo(int origin) {
      return new Range(offset - origin, length);
    }
  }

  private record TowerRanges(List<Range> weights, List<Range> biases) {}

  private final List<LayerSpecification> layers;
  private final List<TowerRanges> towers = new ArrayList<>();
  private final int length;

  public ParameterLayout(NetworkSpecification specification) {
    layers = specification.layers();
    int offset = 0;
    for (int tower = 0; tower < specification.towers(); tower++) {
      List<Range> weights = new ArrayList<>();
      for (LayerSpecification layer : layers) {
        weights.add(new Range(offset, layer.weightCount(tower)));
        offset = Math.addExact(offset, layer.weightCount(tower));
      }
      List<Range> biases = new ArrayList<>();
      for (LayerSpecification layer : layers) {
        biases.add(new Range(offset, layer.outputChannels(tower)));
        offset = Math.addExact(offset, layer.outputChannels(tower));
      }
      towers.add(new TowerRanges(weights, biases));
    }
    length = offset;
  }

  /** Length of the flat vector. */
  public int length() {
    return length;
  }

  /** Number of towers. */
  public int towers() {
    return towers.size();
  }

  /** The layers in the order of their indices. */
  public List<LayerSpecification> layers() {
    return layers;
  }

  /** All numbers of one tower. */
  public Range tower(int tower) {
    return span(weights(tower, 0), biases(tower, layers.size() - 1));
  }

  /** All weights of one tower, which decay. */
  public Range weights(int tower) {
    return span(weights(tower, 0), weights(tower, layers.size() - 1));
  }

  /** All biases of one tower, which do not decay. */
  public Range biases(int tower) {
    return span(biases(tower, 0), biases(tower, layers.size() - 1));
  }

  /** The weights of one layer (index 0 is conv1) in one tower. */
  public Range weights(int tower, int layer) {
    return towers.get(tower).weights().get(layer);
  }

  /** The biases of one layer (index 0 is conv1) in one tower. */
  public Range biases(int tower, int layer) {
    return towers.get(tower).biases().get(layer);
  }

  private static Range span(Range first, Range last) {
    return new Range(first.offset(), last.end() - first.offset());
  }
}
