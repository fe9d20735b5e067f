package org.alexnetspark.model.specification;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The networks of Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
 * Recognition" (2015), table 1: five stacks of small convolutions, each stack pooled. A digit of
 * the table here is a convolution, and the side of its windows.
 */
public enum Vgg {
  /** 11 layers with weights. */
  A("3    3    33   33   33"),
  /** A with local response normalisation after its first layer. */
  A_LRN("3    3    33   33   33"),
  /** 13 layers. */
  B("33   33   33   33   33"),
  /** 16 layers, three of them of 1 x 1 windows. */
  C("33   33   331  331  331"),
  /** 16 layers. */
  D("33   33   333  333  333"),
  /** 19 layers. */
  E("33   33   3333 3333 3333");

  private static final int CROP = 224;
  private static final int FEWEST_KERNELS = 64;
  private static final int MOST_KERNELS = 512;

  /** Section 3.1: what A is drawn from; deeper ones start from A. */
  private static final StartingValues START = new StartingValues(0.01, 0);

  private final String stacks;

  Vgg(String stacks) {
    this.stacks = stacks;
  }

  /** What it is called: vgg-a, vgg-a-lrn ... vgg-e. */
  public String networkName() {
    return "vgg-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The network for any number of classes, in one tower. */
  public NetworkSpecification paper(int classes) {
    List<Layer> layers = new ArrayList<>();
    int kernels = FEWEST_KERNELS;
    int number = 1;
    for (String windows : stacks.split(" +", -1)) {
      layers.addAll(stack("conv" + number, windows, kernels));
      kernels = Math.min(MOST_KERNELS, 2 * kernels);
      number++;
    }
    layers.set(0, first((ConvolutionLayer) layers.get(0)));
    layers.add(FullyConnectedLayer.hidden("fc6", 4096, START));
    layers.add(FullyConnectedLayer.hidden("fc7", 4096, START));
    layers.add(FullyConnectedLayer.last("fc8", classes, START));
    return new NetworkSpecification(networkName(), CROP, 1, 1, 1, layers);
  }

  /** Convolutions called conv1-1, conv1-2 and so on, the last of them pooled. */
  private static List<ConvolutionLayer> stack(String name, String windows, int kernels) {
    List<ConvolutionLayer> layers = new ArrayList<>();
    for (int index = 0; index < windows.length(); index++) {
      int window = Character.digit(windows.charAt(index), 10);
      layers.add(ConvolutionLayer.of(name + "-" + (index + 1), kernels, window, START));
    }
    int last = layers.size() - 1;
    layers.set(last, layers.get(last).pooled(Pooling.PLAIN));
    return layers;
  }

  private ConvolutionLayer first(ConvolutionLayer layer) {
    return layer
        .reading(Reads.IMAGE)
        .normalized(this == A_LRN ? LrnConvention.PAPER : LrnConvention.NONE);
  }
}
