package org.alexnetspark.model.dl4j;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.alexnetspark.model.Activation;
import org.alexnetspark.model.Arrangement;
import org.alexnetspark.model.LeftOut;
import org.alexnetspark.model.LrnConvention;
import org.alexnetspark.model.NetworkSpecification;
import org.alexnetspark.model.Pooling;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * Tells which network a DL4J graph is, where nothing but the graph is known: DL4J's own serializer
 * drops what it does not know from the file. The graph's layers are found by the names that {@link
 * Dl4jGraph} gives; then the graph is held against the one that the specification found would make,
 * vertex by vertex, so that nothing is taken for what it is not. How the graph was trained
 * (updater, decay, seed) does not matter.
 */
final class GraphReader {

  /** Units of fc6 and fc7 in the paper's network. */
  private static final double FULL_WIDTH_UNITS = 4096;

  private final Map<String, GraphVertex> vertices;

  private GraphReader(ComputationGraphConfiguration configuration) {
    vertices = configuration.getVertices();
  }

  /**
   * The specification of a graph.
   *
   * @throws IOException if the graph is no AlexNet as {@link Dl4jGraph} makes it, with the first
   *     difference
   */
  static NetworkSpecification specification(ComputationGraphConfiguration configuration)
      throws IOException {
    NetworkSpecification found = new GraphReader(configuration).guess();
    ComputationGraphConfiguration expected = Dl4jGraph.configurationOf(found);
    Map<String, String> ours = description(expected);
    Map<String, String> theirs = description(configuration);
    for (Map.Entry<String, String> vertex : ours.entrySet()) {
      String actual = theirs.remove(vertex.getKey());
      if (!vertex.getValue().equals(actual)) {
        throw new IOException(
            "the graph is no AlexNet of this project: its "
                + vertex.getKey()
                + " is "
                + (actual == null ? "missing" : actual + ", expected " + vertex.getValue()));
      }
    }
    if (!theirs.isEmpty()) {
      throw new IOException(
          "the graph is no AlexNet of this project: it also has "
              + String.join(", ", theirs.keySet()));
    }
    return found;
  }

  /** What names and numbers say; where they contradict each other, the comparison finds it. */
  private NetworkSpecification guess() throws IOException {
    boolean twoTowers = vertices.containsKey("conv1-0");
    String suffix = twoTowers ? "-0" : "";
    ConvolutionLayer conv1 = layer("conv1" + suffix, ConvolutionLayer.class);
    SubsamplingLayer pooling = layer("conv1-pool" + suffix, SubsamplingLayer.class);
    LeftOut leftOut = leftOut(suffix);
    String hidden = leftOut == LeftOut.FC7 ? "fc6" : "fc7";
    int towers = twoTowers ? 2 : 1;
    double width =
        (double) layer(hidden + suffix, DenseLayer.class).getNOut() * towers / FULL_WIDTH_UNITS;
    NetworkSpecification network =
        new NetworkSpecification(
            Math.toIntExact(layer("fc8", OutputLayer.class).getNOut()),
            width,
            twoTowers ? Arrangement.TWO_TOWERS : Arrangement.ONE_TOWER,
            vertices.containsKey("pad") ? 224 : NetworkSpecification.PADDED_IMAGE,
            conv1.getActivationFn() instanceof ActivationTanH ? Activation.TANH : Activation.RELU,
            convention(suffix),
            pooling.getKernelSize()[0] == Pooling.PLAIN.window()
                ? Pooling.PLAIN
                : Pooling.OVERLAPPING,
            leftOut,
            dropout(hidden + "-dropout" + suffix),
            vertices.get("scale") instanceof ScaleVertex scale ? scale.getScaleFactor() : 1);
    boolean all = network.layer("conv1").outputChannels(0) == conv1.getNOut();
    return twoTowers || all ? network : network.withArrangement(Arrangement.HALF);
  }

  private LeftOut leftOut(String suffix) {
    return Arrays.stream(LeftOut.values())
        .filter(each -> each != LeftOut.NONE)
        .filter(each -> !vertices.containsKey(each.name().toLowerCase(Locale.ROOT) + suffix))
        .findFirst()
        .orElse(LeftOut.NONE);
  }

  private LrnConvention convention(String suffix) throws IOException {
    String name = "conv1-norm" + suffix;
    if (!vertices.containsKey(name)) {
      return LrnConvention.NONE;
    }
    double k = layer(name, LocalResponseNormalization.class).getK();
    return k == LrnConvention.CAFFE.k() ? LrnConvention.CAFFE : LrnConvention.PAPER;
  }

  private double dropout(String name) throws IOException {
    return vertices.containsKey(name) ? 1 - kept(layer(name, DropoutLayer.class)) : 0;
  }

  private <T extends Layer> T layer(String name, Class<T> kind) throws IOException {
    if (vertices.get(name) instanceof LayerVertex vertex && kind.isInstance(layerOf(vertex))) {
      return kind.cast(layerOf(vertex));
    }
    throw new IOException(
        "the graph is no AlexNet of this project: it has no "
            + kind.getSimpleName()
            + " named "
            + name);
  }

  /** The layer itself, also where transfer learning froze it. */
  private static Layer layerOf(LayerVertex vertex) {
    Layer layer = vertex.getLayerConf().getLayer();
    return layer instanceof FrozenLayer frozen ? frozen.getLayer() : layer;
  }

  private static double kept(DropoutLayer layer) {
    return layer.getIDropout() instanceof Dropout dropout ? dropout.getP() : 1;
  }

  /** What each vertex computes, and from what, in words that can be compared. */
  private static Map<String, String> description(ComputationGraphConfiguration graph) {
    Map<String, String> descriptions = new TreeMap<>();
    graph
        .getVertices()
        .forEach(
            (name, vertex) ->
                descriptions.put(
                    name,
                    description(vertex)
                        + " of "
                        + String.join(" and ", graph.getVertexInputs().get(name))));
    return descriptions;
  }

  private static String description(GraphVertex vertex) {
    if (vertex instanceof ScaleVertex scale) {
      return "a ScaleVertex by " + scale.getScaleFactor();
    }
    return vertex instanceof LayerVertex layer
        ? description(layerOf(layer))
        : "a " + vertex.getClass().getSimpleName();
  }

  private static String description(Layer layer) {
    String numbers = "";
    if (layer instanceof ConvolutionLayer convolution) {
      numbers =
          numbers(convolution.getKernelSize(), convolution.getStride(), convolution.getPadding());
    } else if (layer instanceof SubsamplingLayer pooling) {
      numbers =
          numbers(pooling.getKernelSize(), pooling.getStride(), pooling.getPadding())
              + pooling.getPoolingType();
    } else if (layer instanceof LocalResponseNormalization lrn) {
      numbers =
          String.format(
              Locale.ROOT,
              " k %s, n %s, alpha %s, beta %s",
              lrn.getK(),
              lrn.getN(),
              lrn.getAlpha(),
              lrn.getBeta());
    } else if (layer instanceof ZeroPaddingLayer padding) {
      numbers = " " + Arrays.toString(padding.getPadding());
    }
    if (layer instanceof FeedForwardLayer connected) {
      numbers +=
          String.format(
              Locale.ROOT,
              " %d to %d, %s",
              connected.getNIn(),
              connected.getNOut(),
              connected.getActivationFn());
    }
    return "a " + layer.getClass().getSimpleName() + numbers;
  }

  private static String numbers(int[] kernel, int[] stride, int[] padding) {
    return String.format(
        Locale.ROOT,
        " %s / %s + %s ",
        Arrays.toString(kernel),
        Arrays.toString(stride),
        Arrays.toString(padding));
  }
}
