package org.alexnetspark.jobs.examples;

import java.util.List;
import org.alexnetspark.model.specification.ConvolutionLayer;
import org.alexnetspark.model.specification.FullyConnectedLayer;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.Pooling;
import org.alexnetspark.model.specification.Reads;
import org.alexnetspark.model.specification.StartingValues;

/**
 * The network of Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks" (2013),
 * figure 3. Its pooling reaches past the edges of maps; here paddings make maps as large as that.
 */
public final class ZfNet {
  public static final String NAME = "zfnet";

  private static final StartingValues START = new StartingValues(0.01, 0);

  private ZfNet() {}

  public static NetworkSpecification of(int classes) {
    return new NetworkSpecification(
        NAME,
        224,
        1,
        1,
        1,
        List.of(
            ConvolutionLayer.of("conv1", 96, 7, START)
                .laid(2, new Padding(1, 2))
                .reading(Reads.IMAGE)
                .normalized(LrnConvention.PAPER)
                .pooled(Pooling.OVERLAPPING),
            ConvolutionLayer.of("conv2", 256, 5, START)
                .laid(2, Padding.of(1))
                .normalized(LrnConvention.PAPER)
                .pooled(Pooling.OVERLAPPING),
            ConvolutionLayer.of("conv3", 384, 3, START),
            ConvolutionLayer.of("conv4", 384, 3, START),
            ConvolutionLayer.of("conv5", 256, 3, START).pooled(Pooling.OVERLAPPING),
            FullyConnectedLayer.hidden("fc6", 4096, START),
            FullyConnectedLayer.hidden("fc7", 4096, START),
            FullyConnectedLayer.last("fc8", classes, START)));
  }
}
