package org.alexnetspark.model.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LayerSpecification.Kind;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.Pooling;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The network in DL4J's own layers. DL4J has no grouped convolutions, so each tower's layers are
 * layers of the graph (conv1-0, conv1-1), merged where a layer sees both. the last is one output
 * layer of all classes, so that DL4J's evaluation and transfer learning find what they expect.
 *
 * <p>Input: [image, channel, row, column], red, green, blue, levels 0 to 255 less the mean.
 */
public final class Dl4jGraph {

  private static final String INPUT = "image";

  private final NetworkSpecification specification;
  private final ParameterLayout layout;

  private Dl4jGraph(NetworkSpecification specification) {
    refusal(specification)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    this.specification = specification;
    layout = new ParameterLayout(specification);
  }

  /** A graph with the given flat parameters. */
  public static ComputationGraph of(NetworkSpecification specification, float[] parameters) {
    Dl4jGraph converter = new Dl4jGraph(specification);
    ComputationGraph graph = new ComputationGraph(converter.configuration());
    graph.init();
    converter.forEachArray(
        graph,
        (array, order, place) ->
            array.assign(Nd4j.create(place.toTheirs(parameters), array.shape(), order)));
    return graph;
  }

  /** Why DL4J has no graph of a network, in one line; empty where it has. */
  static Optional<String> refusal(NetworkSpecification specification) {
    return specification.layers().stream()
        .filter(LayerSpecification::normalizedInMaps)
        .findFirst()
        .map(
            layer ->
                "DL4J has no normalisation inside maps, which "
                    + layer.name()
                    + " of "
                    + specification.name()
                    + " has");
  }

  /**
   * The graph without parameters.
   *
   * @throws IllegalArgumentException with {@link #refusal} if there is none
   */
  static ComputationGraphConfiguration configurationOf(NetworkSpecification specification) {
    return new Dl4jGraph(specification).configuration();
  }

  /**
   * The names of the layers with weights in the order in which DL4J lays out their parameters: it
   * sorts the graph, and of layers that do not depend on each other any may come first. Where DL4J
   * has no graph, in the layers' own order.
   */
  static List<String> layerOrder(NetworkSpecification specification) {
    ParameterLayout layout = new ParameterLayout(specification);
    List<String> weighted =
        layout.layers().stream()
            .flatMap(
                layer ->
                    IntStream.range(0, layout.towers())
                        .mapToObj(tower -> nameOf(layer, tower, layout.towers())))
            .distinct()
            .toList();
    if (refusal(specification).isPresent()) {
      return weighted;
    }
    GraphIndices indices = new ComputationGraph(configurationOf(specification)).calculateIndices();
    return Arrays.stream(indices.getTopologicalSortOrder())
        .mapToObj(index -> indices.getIdxToName().get(index))
        .filter(weighted::contains)
        .toList();
  }

  /** What a tower's layer is called in the graph; the last is one layer of all towers. */
  static String nameOf(LayerSpecification layer, int tower, int towers) {
    return towers == 1 || layer.isOutput() ? layer.name() : layer.name() + "-" + tower;
  }

  /** The flat parameters of a graph that {@link #of} made, perhaps trained further since. */
  public static float[] parametersOf(NetworkSpecification specification, ComputationGraph graph) {
    return new Dl4jGraph(specification).parametersOf(graph);
  }

  private float[] parametersOf(ComputationGraph graph) {
    float[] parameters = new float[layout.length()];
    forEachArray(
        graph,
        (array, order, place) -> place.toOurs(array.dup(order).data().asFloat(), parameters));
    return parameters;
  }

  private interface ArrayVisitor {
    /**
     * Sees one array.
     *
     * @param order in which its numbers are those of the place's
     */
    void visit(INDArray array, char order, ChannelsFirst place);
  }

  private void forEachArray(ComputationGraph graph, ArrayVisitor visitor) {
    for (int index = 0; index < layout.layers().size(); index++) {
      LayerSpecification layer = layout.layers().get(index);
      // [kernel, channel, row, column], or [input, unit].
      char order = layer.kind() == Kind.CONVOLUTION ? 'c' : 'f';
      for (int tower = 0; tower < layout.towers(); tower++) {
        visitor.visit(
            weightsOf(graph, layer, tower, "W"),
            order,
            ChannelsFirst.weights(layout, tower, index));
        visitor.visit(
            weightsOf(graph, layer, tower, "b"), order, ChannelsFirst.biases(layout, tower, index));
      }
    }
  }

  /** A tower's part of a layer; of the output layer, which is one, its columns. */
  private INDArray weightsOf(
      ComputationGraph graph, LayerSpecification layer, int tower, String key) {
    INDArray all = graph.getLayer(nameOf(layer, tower, layout.towers())).getParam(key);
    if (!layer.isOutput()) {
      return all;
    }
    int first = tower == 0 ? 0 : layer.outputChannels(0);
    return all.get(
        NDArrayIndex.all(), NDArrayIndex.interval(first, first + layer.outputChannels(tower)));
  }

  private ComputationGraphConfiguration configuration() {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(0) // DL4J's default is the time, which would be saved with the graph
            .dataType(DataType.FLOAT)
            .updater(new Nesterovs(0.01, 0.9))
            .l2(5e-4)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(INPUT);
    List<String> previous = IntStream.range(0, layout.towers()).mapToObj(tower -> INPUT).toList();
    LayerSpecification first = layout.layers().get(0);
    Padding padding = first.padding();
    if (!padding.isEven()) {
      builder.addLayer(
          "pad",
          new ZeroPaddingLayer(padding.near(), padding.far(), padding.near(), padding.far()),
          INPUT);
      previous = previous.stream().map(name -> "pad").toList();
    }
    if (specification.inputScale() != 1) {
      builder.addVertex("scale", new ScaleVertex(specification.inputScale()), previous.get(0));
      previous = previous.stream().map(name -> "scale").toList();
    }
    for (LayerSpecification layer : layout.layers()) {
      previous = add(builder, layer, previous);
    }
    return builder
        .setOutputs(previous.get(0))
        .setInputTypes(
            InputType.convolutional(
                specification.crop(), specification.crop(), NetworkSpecification.IMAGE_CHANNELS))
        .build();
  }

  /** Adds a layer of all towers and returns the names of their last vertices. */
  private List<String> add(GraphBuilder builder, LayerSpecification layer, List<String> previous) {
    List<String> inputs = previous;
    if (layer.seesBothTowers() && layout.towers() > 1) {
      String joint = layer.name() + "-input";
      builder.addVertex(joint, new MergeVertex(), previous.toArray(String[]::new));
      inputs = previous.stream().map(name -> joint).toList();
    }
    if (layer.isOutput()) {
      builder.addLayer(
          layer.name(),
          new OutputLayer.Builder(LossFunction.MCXENT)
              .nOut(specification.classes())
              .activation(Activation.SOFTMAX)
              .build(),
          inputs.get(0));
      return List.of(layer.name());
    }
    List<String> last = new ArrayList<>();
    for (int tower = 0; tower < layout.towers(); tower++) {
      last.add(add(builder, layer, tower, inputs.get(tower)));
    }
    return last;
  }

  private String add(GraphBuilder builder, LayerSpecification layer, int tower, String input) {
    String suffix = suffix(tower);
    String last = nameOf(layer, tower, layout.towers());
    builder.addLayer(last, weighted(layer, tower), input);
    if (layer.normalized()) {
      LrnConvention lrn = layer.normalization();
      String name = layer.name() + "-norm" + suffix;
      builder.addLayer(
          name,
          new LocalResponseNormalization.Builder()
              .k(lrn.k())
              .n(2 * LrnConvention.RADIUS + 1)
              .alpha(lrn.alpha())
              .beta(LrnConvention.BETA)
              .build(),
          last);
      last = name;
    }
    for (int pooling = 1; pooling <= layer.poolings().size(); pooling++) {
      String name = layer.name() + "-pool" + (pooling == 1 ? "" : pooling) + suffix;
      int window = layer.poolings().get(pooling - 1).window();
      builder.addLayer(
          name,
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(window, window)
              .stride(Pooling.STRIDE, Pooling.STRIDE)
              .convolutionMode(
                  layer.poolings().get(pooling - 1).toTheEdge()
                      ? ConvolutionMode.Same
                      : ConvolutionMode.Truncate)
              .build(),
          last);
      last = name;
    }
    if (layer.activatedLast()) {
      String name = layer.name() + "-activation" + suffix;
      builder.addLayer(name, new ActivationLayer(activation(layer.activation())), last);
      last = name;
    }
    if (layer.dropout() > 0) {
      String name = layer.name() + "-dropout" + suffix;
      builder.addLayer(name, new DropoutLayer(1 - layer.dropout()), last);
      last = name;
    }
    return last;
  }

  private Layer weighted(LayerSpecification layer, int tower) {
    Activation activation = activation(layer.activationOfSums());
    if (layer.kind() == Kind.FULLY_CONNECTED) {
      return new DenseLayer.Builder()
          .nOut(layer.outputChannels(tower))
          .activation(activation)
          .build();
    }
    // DL4J pads all sides alike; where they differ a layer before this one has padded.
    int padding = layer.padding().isEven() ? layer.padding().near() : 0;
    return new ConvolutionLayer.Builder(layer.kernel(), layer.kernel())
        .stride(layer.stride(), layer.stride())
        .padding(padding, padding)
        .nOut(layer.outputChannels(tower))
        .activation(activation)
        .build();
  }

  private static Activation activation(org.alexnetspark.model.specification.Activation activation) {
    return switch (activation) {
      case RELU -> Activation.RELU;
      case TANH -> Activation.TANH;
      case NONE -> Activation.IDENTITY;
    };
  }

  private String suffix(int tower) {
    return layout.towers() == 1 ? "" : "-" + tower;
  }
}
