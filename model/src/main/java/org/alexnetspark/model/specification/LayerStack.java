package org.alexnetspark.model.specification;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Puts layers on top of each other: the shapes of each follow from the one below. */
final class LayerStack {

  private final double width;
  private final int towers;
  private final List<LayerSpecification> layers = new ArrayList<>();

  private LayerStack(double width, int towers) {
    this.width = width;
    this.towers = towers;
  }

  /**
   * The layers with their shapes.
   *
   * @throws IllegalArgumentException if a layer has nothing to work on, with its name
   */
  static List<LayerSpecification> of(int crop, double width, int towers, List<Layer> definitions) {
    LayerStack stack = new LayerStack(width, towers);
    for (Layer definition : definitions) {
      boolean output = stack.layers.size() == definitions.size() - 1;
      if (definition instanceof ConvolutionLayer convolution) {
        stack.add(convolution, crop);
      } else {
        stack.add(definition, output);
      }
    }
    return List.copyOf(stack.layers);
  }

  private void add(ConvolutionLayer layer, int crop) {
    int inputSize = layer.reads() == Reads.IMAGE ? crop : top().pooledSize();
    int room = inputSize + layer.padding().total() - layer.window();
    Require.that(
        room >= 0,
        "crop",
        crop,
        "larger: " + layer.name() + " gets maps of " + inputSize + " x " + inputSize);
    int outputSize = room / layer.stride() + 1;
    int pooledSize = outputSize;
    for (Pooling pooling : layer.poolings()) {
      Require.that(
          pooledSize >= pooling.window(),
          "crop",
          crop,
          "larger: " + layer.name() + " pools maps of " + pooledSize + " x " + pooledSize);
      pooledSize = pooling.outputSize(pooledSize);
    }
    layers.add(
        new LayerSpecification(
            layer,
            inputSize,
            inputChannels(layer),
            outputSize,
            perTower(layer.kernels()),
            pooledSize));
  }

  private int inputChannels(ConvolutionLayer layer) {
    return switch (layer.reads()) {
      case IMAGE -> NetworkSpecification.IMAGE_CHANNELS;
      case OWN -> top().outputChannels(0);
      case ALL -> top().totalOutputChannels();
    };
  }

  private void add(Layer layer, boolean output) {
    layers.add(
        new LayerSpecification(
            layer,
            top().pooledSize(),
            layer.reads() == Reads.OWN ? top().outputChannels(0) : top().totalOutputChannels(),
            1,
            output ? classesPerTower(layer.outputs()) : perTower(layer.outputs()),
            1));
  }

  private LayerSpecification top() {
    return layers.get(layers.size() - 1);
  }

  private List<Integer> perTower(int channels) {
    int each = (int) Math.max(1, Math.round(channels * width / towers));
    return Collections.nCopies(towers, each);
  }

  /** Tower 0 takes the odd class. */
  private List<Integer> classesPerTower(int classes) {
    return towers == 1 ? List.of(classes) : List.of(classes - classes / 2, classes / 2);
  }
}
