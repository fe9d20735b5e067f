package org.alexnetspark.model;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.LayerSpecification.Kind;

/** Puts the layers of a network on top of each other; each follows from the one below. */
final class LayerStack {

  private enum Sees {
    OWN_TOWER,
    BOTH_TOWERS
  }

  /** What follows a convolution's activation, and where its biases start. */
  private record Afterwork(boolean normalized, boolean pooled, boolean raisedBias) {}

  private final NetworkSpecification network;
  private final List<LayerSpecification> layers = new ArrayList<>();

  private LayerStack(NetworkSpecification network) {
    this.network = network;
  }

  /** The paper's section 3.5, as the specification varies it. */
  static List<LayerSpecification> of(NetworkSpecification network) {
    boolean normalized = network.lrn() != LrnConvention.NONE;
    boolean half = network.arrangement() == Arrangement.HALF;
    int share = half ? 2 : 1;
    LayerStack stack = new LayerStack(network);
    stack.addFirst(96 / share, new Afterwork(normalized, true, false));
    stack.add("conv2", 5, 256 / share, Sees.OWN_TOWER, new Afterwork(normalized, true, true));
    stack.add("conv3", 3, 384 / share, Sees.BOTH_TOWERS, new Afterwork(false, false, false));
    stack.add("conv4", 3, 384 / share, Sees.OWN_TOWER, new Afterwork(false, false, true));
    stack.add("conv5", 3, 256, Sees.OWN_TOWER, new Afterwork(false, true, true));
    stack.addFullyConnected("fc6", stack.perTower(4096), true);
    stack.addFullyConnected("fc7", stack.perTower(4096), true);
    stack.addFullyConnected("fc8", stack.classesPerTower(), false);
    return List.copyOf(stack.layers);
  }

  private void addFirst(int kernels, Afterwork afterwork) {
    int farPadding = NetworkSpecification.PADDED_IMAGE - network.crop();
    layers.add(
        convolution(
            "conv1",
            11,
            4,
            0,
            farPadding,
            network.crop(),
            NetworkSpecification.IMAGE_CHANNELS,
            kernels,
            Sees.OWN_TOWER,
            afterwork));
  }

  /** A convolution at every pixel, padded so that maps keep their size. */
  private void add(String name, int kernel, int kernels, Sees sees, Afterwork afterwork) {
    LayerSpecification below = top();
    if (network.leftOut().is(name)) {
      if (afterwork.pooled) {
        layers.set(layers.size() - 1, below.pooledOnceMore(network.pooling()));
      }
      return;
    }
    int channels = sees == Sees.BOTH_TOWERS ? below.totalOutputChannels() : below.outputChannels(0);
    layers.add(
        convolution(
            name,
            kernel,
            1,
            kernel / 2,
            0,
            below.pooledSize(),
            channels,
            kernels,
            sees,
            afterwork));
  }

  private LayerSpecification convolution(
      String name,
      int kernel,
      int stride,
      int padding,
      int farPadding,
      int inputSize,
      int inputChannels,
      int kernels,
      Sees sees,
      Afterwork afterwork) {
    int outputSize = (inputSize + 2 * padding + farPadding - kernel) / stride + 1;
    LayerSpecification unpooled =
        new LayerSpecification(
            name,
            Kind.CONVOLUTION,
            kernel,
            stride,
            padding,
            farPadding,
            inputSize,
            inputChannels,
            outputSize,
            perTower(kernels),
            sees == Sees.BOTH_TOWERS,
            network.activation(),
            afterwork.normalized,
            0,
            outputSize,
            false,
            afterwork.raisedBias);
    return afterwork.pooled ? unpooled.pooledOnceMore(network.pooling()) : unpooled;
  }

  private void addFullyConnected(String name, List<Integer> units, boolean hidden) {
    if (network.leftOut().is(name)) {
      return;
    }
    LayerSpecification below = top();
    layers.add(
        new LayerSpecification(
            name,
            Kind.FULLY_CONNECTED,
            1,
            1,
            0,
            0,
            below.pooledSize(),
            below.totalOutputChannels(),
            1,
            units,
            true,
            hidden ? network.activation() : Activation.NONE,
            false,
            0,
            1,
            hidden && network.dropout() > 0,
            hidden));
  }

  private LayerSpecification top() {
    return layers.get(layers.size() - 1);
  }

  private List<Integer> perTower(int channels) {
    int towers = network.towers();
    int each = (int) Math.max(1, Math.round(channels * network.width() / towers));
    return towers == 1 ? List.of(each) : List.of(each, each);
  }

  /** Tower 0 takes the odd class. */
  private List<Integer> classesPerTower() {
    int classes = network.classes();
    return network.towers() == 1 ? List.of(classes) : List.of(classes - classes / 2, classes / 2);
  }
}
