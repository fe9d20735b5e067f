package org.alexnetspark.jobs.lease;

import java.util.Arrays;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.device.nd4j.Nd4jLibrary;
import org.alexnetspark.model.input.Images;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Any DL4J graph with one input of square RGB images and one output of class probabilities.
 *
 * @param configuration DL4J's JSON
 */
public record GraphNetwork(String configuration, int classes, int crop)
    implements ClassifyingNetwork {
  private static final int CHANNELS = 3;
  private static final Lending<ComputationGraph> GRAPHS =
      new Lending<>(GraphNetwork::setParameters, ComputationGraph::close);

  /** A graph of this kind with weights as its configuration draws them. */
  public ComputationGraph graph() {
    Nd4jLibrary.require();
    ComputationGraph graph =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(configuration));
    graph.init();
    return graph;
  }

  /**
   * Images as DL4J's layers want them.
   *
   * @param images [image, row, column, RGB], of which the first few are taken
   * @return [image, RGB, row, column]
   */
  public static INDArray features(float[] images, int count, int crop) {
    return Nd4j.create(
            Arrays.copyOf(images, count * crop * crop * CHANNELS),
            new long[] {count, crop, crop, CHANNELS},
            'c')
        .permute(0, CHANNELS, 1, 2)
        .dup('c');
  }

  private static void setParameters(ComputationGraph graph, float[] values) {
    graph.setParams(Nd4j.createFromArray(values).reshape(1, values.length));
  }

  @Override
  public Lease borrow(int batchSize, DeviceChoice devices) {
    Loan<ComputationGraph> loan = GRAPHS.borrow(this, this::graph);
    return new Lease() {
      @Override
      public void setWeights(float[] weights) {
        setParameters(loan.network(), weights);
      }

      @Override
      public void setWeights(String name, float[] weights) {
        loan.setParameters(name, weights);
      }

      @Override
      public void probabilities(Images inputs, int images, float[] outputs) {
        INDArray probabilities =
            loan.network().outputSingle(features(inputs.numbers(), images, crop));
        System.arraycopy(probabilities.dup('c').data().asFloat(), 0, outputs, 0, images * classes);
      }

      @Override
      public void done() {
        loan.done();
      }

      @Override
      public void close() {
        loan.close();
      }
    };
  }
}
