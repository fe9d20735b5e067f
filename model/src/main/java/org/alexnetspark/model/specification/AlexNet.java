package org.alexnetspark.model.specification;

import java.util.List;

/**
 * The network of Krizhevsky, Sutskever and Hinton (2012), section 3.5: with 1000 classes 60,965,224
 * parameters, half of them in each tower. As the paper tells it; {@link AlexNetSource} has it as
 * the authors trained it.
 */
public final class AlexNet {

  /** Its name. */
  public static final String NAME = "alexnet";

  /** Side of its crops; cuda-convnet added three zero pixels right and below (see the Padding). */
  private static final int CROP = 224;

  /** Section 5: biases of one give ReLUs positive inputs early on. */
  private static final StartingValues RAISED = new StartingValues(0.01, 1);

  private static final StartingValues FLAT = new StartingValues(0.01, 0);

  private AlexNet() {}

  /** The paper's network for any number of classes. */
  public static NetworkSpecification paper(int classes) {
    return new NetworkSpecification(
        NAME,
        CROP,
        1,
        1,
        2,
        List.of(
            convolution("conv1", 96, 11, FLAT)
                .laid(4, new Padding(0, 3))
                .reading(Reads.IMAGE)
                .normalized(LrnConvention.PAPER)
                .pooled(Pooling.OVERLAPPING),
            convolution("conv2", 256, 5, RAISED)
                .normalized(LrnConvention.PAPER)
                .pooled(Pooling.OVERLAPPING),
            convolution("conv3", 384, 3, FLAT).reading(Reads.ALL),
            convolution("conv4", 384, 3, RAISED),
            convolution("conv5", 256, 3, RAISED).pooled(Pooling.OVERLAPPING),
            FullyConnectedLayer.hidden("fc6", 4096, RAISED),
            FullyConnectedLayer.hidden("fc7", 4096, RAISED),
            FullyConnectedLayer.last("fc8", classes, FLAT)));
  }

  /** All but conv3 read their own tower only. */
  private static ConvolutionLayer convolution(
      String name, int kernels, int window, StartingValues start) {
    return ConvolutionLayer.of(name, kernels, window, start).reading(Reads.OWN);
  }
}
