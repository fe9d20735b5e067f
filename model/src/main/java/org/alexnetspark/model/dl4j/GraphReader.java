package org.alexnetspark.model.dl4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.Arrangement;
import org.alexnetspark.model.specification.Layer;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Networks;
import org.alexnetspark.model.specification.Pooling;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
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

  private static final String NO_NETWORK = "the graph is no network of this project: ";

  /** Sides of crops that graphs without a word about theirs may have; see {@link #withCrop}. */
  private static final int CAFFE_CROP = 227;

  private static final int HALVINGS = 32;

  private final Map<String, GraphVertex> vertices;

  private GraphReader(ComputationGraphConfiguration configuration) {
    vertices = configuration.getVertices();
  }

  /**
   * The specification of a graph.
   *
   * @throws IOException if the graph is no network as {@link Dl4jGraph} makes it, with the first
   *     difference from the one that it is most like
   */
  static NetworkSpecification specification(ComputationGraphConfiguration configuration)
      throws IOException {
    GraphReader reader = new GraphReader(configuration);
    IOException unlike = null;
    List<String> fewest = null;
    for (NetworkSpecification paper : papers()) {
      try {
        NetworkSpecification guess = reader.guess(paper);
        List<String> differences = differences(guess, configuration);
        if (differences.isEmpty()) {
          return guess;
        }
        fewest = fewest == null || differences.size() < fewest.size() ? differences : fewest;
      } catch (IOException e) {
        unlike = unlike == null ? e : unlike;
      }
    }
    throw fewest == null ? unlike : new IOException(NO_NETWORK + fewest.get(0));
  }

  private static List<NetworkSpecification> papers() {
    return Networks.names().stream()
        .map(name -> Networks.paper(name, 2))
        .filter(paper -> Dl4jGraph.refusal(paper).isEmpty())
        .flatMap(
            paper ->
                Arrays.stream(Arrangement.values())
                    .filter(arrangement -> arrangement.towers() <= paper.towers())
                    .map(paper::withArrangement))
        .toList();
  }

  private static List<String> differences(
      NetworkSpecification guess, ComputationGraphConfiguration configuration) {
    Map<String, String> theirs = description(configuration);
    List<String> differences = new ArrayList<>();
    description(Dl4jGraph.configurationOf(guess))
        .forEach(
            (vertex, expected) -> {
              String actual = theirs.remove(vertex);
              if (!expected.equals(actual)) {
                String found = actual == null ? "missing" : actual + ", expected " + expected;
                differences.add("its " + vertex + " is " + found + " (" + guess.name() + ")");
              }
            });
    theirs.keySet().forEach(vertex -> differences.add("it also has " + vertex));
    return differences;
  }

  /** What names and numbers say; where they contradict each other, the comparison finds it. */
  private NetworkSpecification guess(NetworkSpecification paper) throws IOException {
    List<Layer> layers = paper.definitions();
    String first = layers.get(0).name();
    String suffix = paper.towers() == 2 ? "-0" : "";
    ConvolutionLayer convolution = layer(first + suffix, ConvolutionLayer.class);
    List<Layer> missing =
        layers.subList(1, layers.size() - 1).stream()
            .filter(layer -> !vertices.containsKey(layer.name() + suffix))
            .toList();
    if (missing.size() > 1) {
      throw new IOException(NO_NETWORK + "it has no layer " + missing.get(0).name() + suffix);
    }
    NetworkSpecification whole = missing.isEmpty() ? paper : paper.without(missing.get(0).name());
    Layer hidden = whole.definitions().get(whole.definitions().size() - 2);
    double units = layer(hidden.name() + suffix, DenseLayer.class).getNOut();
    NetworkSpecification network =
        whole
            .withClasses(classes(layers))
            .withWidth(units * paper.towers() / hidden.outputs())
            .withActivation(
                convolution.getActivationFn() instanceof ActivationTanH
                    ? Activation.TANH
                    : Activation.RELU)
            .withLrn(convention(first + "-norm" + suffix))
            .withPooling(pooling())
            .withDropout(dropout(hidden.name() + "-dropout" + suffix))
            .withInputScale(
                vertices.get("scale") instanceof ScaleVertex scale ? scale.getScaleFactor() : 1);
    return withCrop(network, suffix);
  }

  private int classes(List<Layer> layers) throws IOException {
    String last = layers.get(layers.size() - 1).name();
    return Math.toIntExact(layer(last, OutputLayer.class).getNOut());
  }

  /**
   * Graphs do not say how large their images are: that of the paper, Caffe's, or as much as the
   * fully connected layers' input has grown from by halving.
   */
  private NetworkSpecification withCrop(NetworkSpecification network, String suffix) {
    LayerSpecification reader = firstFullyConnected(network);
    if (!(vertices.get(reader.name() + suffix) instanceof LayerVertex vertex
        && layerOf(vertex) instanceof DenseLayer connected)) {
      return network;
    }
    boolean padded = vertices.containsKey("pad");
    int side = (int) Math.round(Math.sqrt((double) connected.getNIn() / reader.inputChannels()));
    return Stream.of(network.crop(), CAFFE_CROP, HALVINGS * side)
        .map(network::withCrop)
        .filter(each -> each.layers().get(0).padding().isEven() != padded)
        .filter(each -> firstFullyConnected(each).inputSize() == side)
        .findFirst()
        .orElse(network);
  }

  private static LayerSpecification firstFullyConnected(NetworkSpecification network) {
    return network.layers().stream()
        .filter(layer -> layer.kind() == LayerSpecification.Kind.FULLY_CONNECTED)
        .findFirst()
        .orElseThrow();
  }

  private LrnConvention convention(String name) throws IOException {
    if (!vertices.containsKey(name)) {
      return LrnConvention.NONE;
    }
    LocalResponseNormalization layer = layer(name, LocalResponseNormalization.class);
    return Arrays.stream(LrnConvention.values())
        .filter(each -> each.k() == layer.getK() && each.alpha() == layer.getAlpha())
        .findFirst()
        .orElse(LrnConvention.PAPER);
  }

  /** All poolings of a network have the same windows. */
  private Pooling pooling() {
    return vertices.values().stream()
        .filter(LayerVertex.class::isInstance)
        .map(vertex -> layerOf((LayerVertex) vertex))
        .filter(SubsamplingLayer.class::isInstance)
        .map(layer -> ((SubsamplingLayer) layer).getKernelSize()[0])
        .map(window -> window == Pooling.PLAIN.window() ? Pooling.PLAIN : Pooling.OVERLAPPING)
        .findFirst()
        .orElse(Pooling.OVERLAPPING);
  }

  private double dropout(String name) throws IOException {
    return vertices.containsKey(name) ? 1 - kept(layer(name, DropoutLayer.class)) : 0;
  }

  private <T extends org.deeplearning4j.nn.conf.layers.Layer> T layer(String name, Class<T> kind)
      throws IOException {
    if (vertices.get(name) instanceof LayerVertex vertex && kind.isInstance(layerOf(vertex))) {
      return kind.cast(layerOf(vertex));
    }
    throw new IOException(NO_NETWORK + "it has no " + kind.getSimpleName() + " named " + name);
  }

  /** The layer itself, also where transfer learning froze it. */
  private static org.deeplearning4j.nn.conf.layers.Layer layerOf(LayerVertex vertex) {
    org.deeplearning4j.nn.conf.layers.Layer layer = vertex.getLayerConf().getLayer();
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

  private static String description(org.deeplearning4j.nn.conf.layers.Layer layer) {
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
