package org.alexnetspark.jobs.train.graph;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The sixteen layers of VGG-16 (Simonyan and Zisserman 2014, table 1, column D) with an eighth of
 * its channels, for views of 64 x 64 and 10 classes: {@code docs/vgg.json}.
 */
final class SmallVgg {
  static final int CROP = 64;
  private static final int CLASSES = 10;
  private static final int[] CONVOLUTIONS_OF_BLOCK = {2, 2, 3, 3, 3};
  private static final int[] CHANNELS_OF_BLOCK = {8, 16, 32, 64, 64};
  private static final int HIDDEN_UNITS = 128;

  private SmallVgg() {}

  static ComputationGraphConfiguration configuration() {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Nesterovs(0.01, 0.9))
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .l2(5e-4)
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("image")
            // Levels of 0 to 255 less the mean become numbers of about one.
            .addVertex("scale", new ScaleVertex(1 / 64.0), "image");
    String last = "scale";
    for (int block = 0; block < CONVOLUTIONS_OF_BLOCK.length; block++) {
      for (int i = 0; i < CONVOLUTIONS_OF_BLOCK[block]; i++) {
        String name = "conv" + (block + 1) + "-" + (i + 1);
        graph.addLayer(
            name, new ConvolutionLayer.Builder(3, 3).nOut(CHANNELS_OF_BLOCK[block]).build(), last);
        last = name;
      }
      String pool = "pool" + (block + 1);
      graph.addLayer(
          pool,
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(2, 2)
              .stride(2, 2)
              .build(),
          last);
      last = pool;
    }
    return graph
        .addLayer("fc1", new DenseLayer.Builder().nOut(HIDDEN_UNITS).build(), last)
        .addLayer("fc2", new DenseLayer.Builder().nOut(HIDDEN_UNITS).build(), "fc1")
        .addLayer(
            "fc3",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build(),
            "fc2")
        .setOutputs("fc3")
        .setInputTypes(InputType.convolutional(CROP, CROP, 3))
        .build();
  }
}
