package org.alexnetspark.model.specification;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The networks that the authors of AlexNet trained in 2012, by their own numbers, as their source
 * has them that was released in 2025: the paper's network and the ablations of its section 3 (see
 * docs/recipes.md). Initial values are the paper's here too; {@link Initialization#SOURCE} draws
 * the source's.
 */
public enum AlexNetSource {
  /** The network of the paper's tables. */
  NET_145,
  /** Pooling without overlap; paddings keep the maps' sizes. */
  NET_147,
  /** No normalisation. */
  NET_148,
  /** Towers that do not meet before the last layer, with more kernels instead. */
  NET_150,
  /** One tower of half the kernels, but for conv5. */
  NET_145_HALF;

  private static final int CROP = 224;
  private static final StartingValues RAISED = new StartingValues(0.01, 1);
  private static final StartingValues FLAT = new StartingValues(0.01, 0);

  /** What it is called: alexnet-145 ... alexnet-145-half. */
  public String networkName() {
    return name().toLowerCase(Locale.ROOT).replace("net_", "alexnet-").replace('_', '-');
  }

  /** The network for any number of classes. */
  public NetworkSpecification of(int classes) {
    boolean half = this == NET_145_HALF;
    List<Layer> layers = new ArrayList<>(convolutions());
    layers.add(hidden("fc6", this == NET_150 ? 8192 : half ? 2048 : 4096));
    layers.add(hidden("fc7", half ? 2048 : 4096));
    layers.add(FullyConnectedLayer.last("fc8", classes, FLAT));
    return new NetworkSpecification(networkName(), CROP, 1, 1, half ? 1 : 2, layers);
  }

  private List<ConvolutionLayer> convolutions() {
    boolean half = this == NET_145_HALF;
    ConvolutionLayer conv1 =
        convolution("conv1", half ? 48 : 96, 11, FLAT)
            .laid(4, new Padding(0, 3))
            .reading(Reads.IMAGE)
            .withActivationLast()
            .pooled(pooling());
    ConvolutionLayer conv2 =
        convolution("conv2", this == NET_150 ? 320 : half ? 128 : 256, 5, RAISED).pooled(pooling());
    if (this != NET_148) {
      conv1 = conv1.normalized(LrnConvention.SOURCE);
      conv2 = conv2.normalized(LrnConvention.SOURCE).normalizedInMaps(MapNormalization.SOURCE);
    }
    ConvolutionLayer conv3 = convolution("conv3", half ? 192 : 384, 3, FLAT);
    ConvolutionLayer conv4 = convolution("conv4", half ? 192 : 384, 3, RAISED);
    if (this == NET_147) {
      conv2 = conv2.laid(1, Padding.of(1));
      conv4 = conv4.laid(1, Padding.NONE);
    }
    return List.of(
        conv1,
        conv2,
        this == NET_150 ? conv3 : conv3.reading(Reads.ALL),
        conv4,
        convolution("conv5", 256, 3, RAISED).pooled(pooling()));
  }

  private Pooling pooling() {
    return this == NET_147 ? Pooling.PLAIN_TO_THE_EDGE : Pooling.OVERLAPPING;
  }

  private FullyConnectedLayer hidden(String name, int units) {
    return FullyConnectedLayer.hidden(name, units, RAISED)
        .reading(this == NET_150 ? Reads.OWN : Reads.ALL);
  }

  private static ConvolutionLayer convolution(
      String name, int kernels, int window, StartingValues start) {
    return ConvolutionLayer.of(name, kernels, window, start).reading(Reads.OWN);
  }
}
