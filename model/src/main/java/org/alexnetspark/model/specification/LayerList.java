package org.alexnetspark.model.specification;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What makes a list of layers a network, and edits of the whole list. */
final class LayerList {

  private LayerList() {}

  /**
   * Refuses what is no network: convolutions, the first of which reads the image, then fully
   * connected layers, the last of which hands its sums to the softmax.
   */
  static void check(List<Layer> layers) {
    require(layers.size() >= 2, "a network of fewer than two layers");
    Set<String> names = new HashSet<>();
    for (int index = 0; index < layers.size(); index++) {
      Layer layer = layers.get(index);
      boolean last = index == layers.size() - 1;
      require(names.add(layer.name()), "two layers are called " + layer.name());
      require(
          (layer.reads() == Reads.IMAGE) == (index == 0),
          "the first layer reads the image and no other does; " + layer.name() + " is wrong");
      require(
          index == 0
              || layer instanceof FullyConnectedLayer
              || layers.get(index - 1) instanceof ConvolutionLayer,
          layer.name() + " is a convolution after a fully connected layer");
      require(
          (layer.activation() == Activation.NONE) == last,
          "the last layer has no activation and every other has one; "
              + layer.name()
              + " is wrong");
      require(
          index == 0
              || !(layer instanceof ConvolutionLayer convolution)
              || convolution.padding().isEven(),
          layer.name() + " is padded unevenly, which the first layer alone may be");
    }
    Layer last = layers.get(layers.size() - 1);
    require(last instanceof FullyConnectedLayer, "the last layer is not fully connected");
    require(last.reads() == Reads.ALL, "the last layer does not read what all towers have made");
    Require.that(last.outputs() >= 2, "classes", last.outputs(), "at least 2");
  }

  /** Half the kernels in every convolution but the last (AlexNet's paper, section 3.2). */
  static List<Layer> halved(List<Layer> layers) {
    List<Layer> halved = new ArrayList<>();
    for (int index = 0; index < layers.size(); index++) {
      boolean followedByMaps =
          index + 1 < layers.size() && layers.get(index + 1) instanceof ConvolutionLayer;
      halved.add(
          followedByMaps && layers.get(index) instanceof ConvolutionLayer convolution
              ? convolution.withKernels(Math.max(1, convolution.kernels() / 2))
              : layers.get(index));
    }
    return halved;
  }

  /** All but a middle layer, whose poolings move to the layer before it. */
  static List<Layer> without(List<Layer> layers, String name) {
    List<Layer> middle = layers.subList(1, layers.size() - 1);
    Layer leftOut =
        middle.stream()
            .filter(layer -> layer.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no middle layer "
                            + name
                            + " to leave out; there are "
                            + middle.stream().map(Layer::name).collect(Collectors.joining(", "))));
    List<Layer> rest = new ArrayList<>(layers);
    int index = rest.indexOf(leftOut);
    rest.remove(index);
    if (rest.get(index - 1) instanceof ConvolutionLayer before) {
      List<Pooling> poolings = new ArrayList<>(before.poolings());
      poolings.addAll(leftOut.poolings());
      rest.set(index - 1, before.pooled(poolings));
    }
    return rest;
  }

  /** A first layer whose windows reach the image's far edges. */
  static ConvolutionLayer reachingTheEdge(ConvolutionLayer first, int crop) {
    int near = first.padding().near();
    int rest = Math.floorMod(first.window() - crop - 2 * near, first.stride());
    return first.laid(first.stride(), new Padding(near, near + rest));
  }

  private static void require(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }
}
