package org.alexnetspark.model.specification;

import java.util.List;

/**
 * A network of four layers for small images, such as the paper's figure 1 compares ReLU and tanh
 * with (section 3.1): three convolutions, each pooled, and the classes. The paper does not say its
 * sizes; these are of the kind that cuda-convnet came with for CIFAR-10's images of 32 x 32.
 */
public final class FourLayers {

  /** Its name. */
  public static final String NAME = "four-layers";

  private static final int CROP = 32;
  private static final StartingValues START = new StartingValues(0.01, 0);

  private FourLayers() {}

  /** The network for any number of classes, in one tower. */
  public static NetworkSpecification of(int classes) {
    return new NetworkSpecification(
        NAME,
        CROP,
        1,
        1,
        1,
        List.of(
            convolution("conv1", 32).reading(Reads.IMAGE),
            convolution("conv2", 32),
            convolution("conv3", 64),
            FullyConnectedLayer.last("fc4", classes, START)));
  }

  private static ConvolutionLayer convolution(String name, int kernels) {
    return ConvolutionLayer.of(name, kernels, 5, START).pooled(Pooling.OVERLAPPING);
  }
}
