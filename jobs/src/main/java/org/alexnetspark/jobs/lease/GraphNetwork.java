package org.alexnetspark.jobs.lease;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
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
  private static final Map<GraphNetwork, Deque<ComputationGraph>> IDLE = new HashMap<>();

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

  @Override
  public Lease borrow(int batchSize, DeviceChoice devices) {
    ComputationGraph idle;
    synchronized (IDLE) {
      idle = IDLE.computeIfAbsent(this, any -> new ArrayDeque<>()).pollFirst();
    }
    return new GraphLease(idle != null ? idle : graph());
  }

  private final class GraphLease implements Lease {
    private final ComputationGraph graph;
    private boolean usable;

    private GraphLease(ComputationGraph graph) {
      this.graph = graph;
    }

    @Override
    public void setWeights(float[] weights) {
      graph.setParams(Nd4j.createFromArray(weights).reshape(1, weights.length));
    }

    @Override
    public void probabilities(Images inputs, int images, float[] outputs) {
      INDArray probabilities = graph.outputSingle(features(inputs.numbers(), images, crop));
      System.arraycopy(probabilities.dup('c').data().asFloat(), 0, outputs, 0, images * classes);
    }

    @Override
    public void done() {
      usable = true;
    }

    @Override
    public void close() {
      if (!usable) {
        graph.close();
        return;
      }
      synchronized (IDLE) {
        IDLE.get(GraphNetwork.this).addFirst(graph);
      }
    }
  }
}
