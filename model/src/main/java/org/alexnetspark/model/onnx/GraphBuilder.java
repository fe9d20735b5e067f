package org.alexnetspark.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import onnx.Onnx;
import org.alexnetspark.model.dl4j.ChannelsFirst;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LayerSpecification.Kind;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.MapNormalization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.Pooling;
import org.alexnetspark.model.specification.Reads;

/**
 * A network as ONNX operators. The two towers are the two groups of channels: a convolution that
 * reads its own tower has group 2, one that reads both has group 1. Local response normalisation
 * stays inside a tower, so the maps are split for it and joined again; so are vectors for fully
 * connected layers that read their own tower alone.
 *
 * <p>A layer's first node has its name and its last tensor too: "conv2" is pooled, "fc7" is behind
 * its activation, as {@code features} writes them.
 */
final class GraphBuilder {
  static final String INPUT = "image";
  static final String OUTPUT = "probabilities";

  private static final String BATCH = "N";
  private static final int CHANNELS = NetworkSpecification.IMAGE_CHANNELS;
  private static final int CHANNEL_AXIS = 1;

  private final SavedNetwork network;
  private final NetworkSpecification specification;
  private final ParameterLayout layout;
  private final Onnx.GraphProto.Builder graph = Onnx.GraphProto.newBuilder();
  private final List<OnnxWeights> weights = new ArrayList<>();
  private final int imageSize;
  private String current = INPUT;

  GraphBuilder(SavedNetwork network, OnnxInput input) {
    this.network = network;
    specification = network.specification();
    layout = new ParameterLayout(specification);
    imageSize = (int) Math.round(Math.sqrt(network.mean().length / (double) CHANNELS));
    graph.setName(specification.name());
    input(input);
    for (int index = 0; index < layout.layers().size(); index++) {
      layer(index);
    }
    node("Softmax", OUTPUT, integer("axis", CHANNEL_AXIS));
    graph.addOutput(value(OUTPUT, Onnx.TensorProto.DataType.FLOAT, specification.classes()));
  }

  /** The graph but for its constants. */
  Onnx.GraphProto nodes() {
    return graph.build();
  }

  /** The constants, in the order of their use. */
  List<OnnxWeights> weights() {
    return weights;
  }

  /** Side of the squares that crops are taken of. */
  int imageSize() {
    return imageSize;
  }

  private void input(OnnxInput input) {
    int crop = specification.crop();
    switch (input) {
      case PREPARED ->
          graph.addInput(value(INPUT, Onnx.TensorProto.DataType.FLOAT, CHANNELS, crop, crop));
      case NCHW -> {
        graph.addInput(
            value(INPUT, Onnx.TensorProto.DataType.UINT8, CHANNELS, imageSize, imageSize));
        preparation();
      }
      case NHWC -> {
        graph.addInput(
            value(INPUT, Onnx.TensorProto.DataType.UINT8, imageSize, imageSize, CHANNELS));
        node("Transpose", "image/channels-first", integers("perm", 0, 3, 1, 2));
        preparation();
      }
    }
    if (specification.inputScale() != 1) {
      scalar("image.scale", specification.inputScale());
      node("Mul", "image/scaled", List.of("image.scale"));
    }
  }

  /** As {@link org.alexnetspark.model.input.Preparation} does it, with the central view. */
  private void preparation() {
    node("Cast", "image/levels", integer("to", Onnx.TensorProto.DataType.FLOAT_VALUE));
    Optional<MeanColor> color = MeanColor.of(network.mean());
    if (color.isPresent()) {
      constant("image.mean", List.of((long) CHANNELS, 1L, 1L), () -> color.get().image(1));
    } else {
      constant(
          "image.mean",
          List.of((long) CHANNELS, (long) imageSize, (long) imageSize),
          this::meanChannelsFirst);
    }
    node("Sub", "image/less-mean", List.of("image.mean"));
    int crop = specification.crop();
    if (crop < imageSize) {
      View centre = View.centre(imageSize, crop);
      node(
          "Slice",
          "image/crop",
          integers("axes", 2, 3),
          integers("starts", centre.top(), centre.left()),
          integers("ends", centre.top() + crop, centre.left() + crop));
    }
  }

  private float[] meanChannelsFirst() {
    float[] mean = network.mean();
    int area = imageSize * imageSize;
    float[] channelsFirst = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      channelsFirst[i % CHANNELS * area + i / CHANNELS] = mean[i];
    }
    return channelsFirst;
  }

  private void layer(int index) {
    LayerSpecification layer = layout.layers().get(index);
    if (layer.kind() == Kind.CONVOLUTION) {
      convolution(layer, index);
    } else {
      fullyConnected(layer, index);
    }
    if (!layer.activatedLast()) {
      activation(layer);
    }
    if (layer.normalized()) {
      normalization(layer);
    }
    if (layer.normalizedInMaps()) {
      normalizationInMaps(layer);
    }
    poolings(layer);
    if (layer.activatedLast()) {
      activation(layer);
    }
    // What comes out at last bears the layer's name.
    graph.getNodeBuilder(graph.getNodeCount() - 1).setOutput(0, layer.name());
    current = layer.name();
  }

  private void convolution(LayerSpecification layer, int index) {
    int side = layer.kernel();
    int near = layer.padding().near();
    int far = layer.padding().far();
    int group = layer.layer().reads() == Reads.OWN ? layout.towers() : 1;
    parameters(index, List.of((long) layer.inputChannels(), (long) side, (long) side));
    weightedNode(
        "Conv",
        layer.name(),
        integers("kernel_shape", side, side),
        integers("strides", layer.stride(), layer.stride()),
        integers("pads", near, near, far, far),
        integer("group", group));
  }

  private void fullyConnected(LayerSpecification layer, int index) {
    boolean readsMaps = layout.layers().get(index - 1).kind() == Kind.CONVOLUTION;
    if (readsMaps) {
      node("Flatten", layer.name() + "/input", integer("axis", CHANNEL_AXIS));
    }
    if (layer.seesBothTowers() || layout.towers() == 1) {
      parameters(index, List.of((long) layer.fanIn()));
      weightedNode("Gemm", layer.name(), integer("transB", 1));
    } else {
      towersApart(layer, index);
    }
  }

  /** A matrix product for each tower, of its own half: ONNX has no groups for them. */
  private void towersApart(LayerSpecification layer, int index) {
    List<String> halves =
        split(layer.name() + "/split", Collections.nCopies(layout.towers(), layer.fanIn()));
    List<String> sums = ofTowers(layer.name());
    for (int tower = 0; tower < layout.towers(); tower++) {
      int each = tower;
      String name = sums.get(tower);
      long units = layer.outputChannels(tower);
      constant(
          name + ".weight",
          List.of(units, (long) layer.fanIn()),
          () -> ChannelsFirst.weights(layout, each, index).toTheirs(network.parameters()));
      constant(
          name + ".bias",
          List.of(units),
          () -> ChannelsFirst.biases(layout, each, index).toTheirs(network.parameters()));
      current = halves.get(tower);
      node("Gemm", name, List.of(name + ".weight", name + ".bias"), integer("transB", 1));
    }
    joined(layer.name() + "/sums", sums);
  }

  private void activation(LayerSpecification layer) {
    switch (layer.activation()) {
      case RELU -> node("Relu", layer.name() + "/relu");
      case TANH -> node("Tanh", layer.name() + "/tanh");
      case NONE -> {}
    }
  }

  /** ONNX divides alpha by the number of channels: alpha / size * sum of squares. */
  private void normalization(LayerSpecification layer) {
    String name = layer.name() + "/norm";
    int size = 2 * LrnConvention.RADIUS + 1;
    LrnConvention lrn = layer.normalization();
    Onnx.AttributeProto[] formula = {
      integer("size", size),
      number("alpha", lrn.alpha() * size),
      number("beta", LrnConvention.BETA),
      number("bias", lrn.k())
    };
    if (layout.towers() == 1) {
      node("LRN", name, formula);
      return;
    }
    List<String> parts = split(name + "/split", layer.outputChannels());
    List<String> normalized = ofTowers(name);
    for (int tower = 0; tower < layout.towers(); tower++) {
      current = parts.get(tower);
      node("LRN", normalized.get(tower), formula);
    }
    joined(name, normalized);
  }

  /** Splits channels, or the numbers of a vector, into those of each tower. */
  private List<String> split(String name, List<Integer> sizes) {
    List<String> parts = ofTowers(name);
    graph.addNode(
        Onnx.NodeProto.newBuilder()
            .setOpType("Split")
            .setName(name)
            .addInput(current)
            .addAllOutput(parts)
            .addAttribute(integer("axis", CHANNEL_AXIS))
            .addAttribute(
                integers("split", sizes.stream().mapToLong(Integer::longValue).toArray())));
    return parts;
  }

  private void joined(String name, List<String> parts) {
    current = parts.get(0);
    node("Concat", name, parts.subList(1, parts.size()), integer("axis", CHANNEL_AXIS));
  }

  /** {@code x / (k + alpha * sum of x^2 over a window)^beta}, for which ONNX has no operator. */
  private void normalizationInMaps(LayerSpecification layer) {
    String name = layer.name() + "/in-maps";
    MapNormalization formula = layer.normalizationInMaps();
    int radius = MapNormalization.RADIUS;
    int side = 2 * radius + 1;
    String maps = current;
    // The mean over the window, of which positions beyond the edge are zeros, times its size.
    scalar(name + ".alpha", formula.alpha() * side * side);
    scalar(name + ".k", formula.k());
    scalar(name + ".beta", MapNormalization.BETA);
    node("Mul", name + "/squares", List.of(maps));
    node(
        "AveragePool",
        name + "/means",
        integers("kernel_shape", side, side),
        integers("pads", radius, radius, radius, radius),
        integer("count_include_pad", 1));
    node("Mul", name + "/sums", List.of(name + ".alpha"));
    node("Add", name + "/base", List.of(name + ".k"));
    node("Pow", name + "/divisor", List.of(name + ".beta"));
    String divisor = current;
    current = maps;
    node("Div", name, List.of(divisor));
  }

  private void scalar(String name, double value) {
    constant(name, List.of(1L), () -> new float[] {(float) value});
  }

  private List<String> ofTowers(String name) {
    return IntStream.range(0, layout.towers()).mapToObj(tower -> name + "-" + tower).toList();
  }

  private void poolings(LayerSpecification layer) {
    int side = layer.outputSize();
    for (int number = 1; number <= layer.poolings().size(); number++) {
      Pooling pooling = layer.poolings().get(number - 1);
      int window = pooling.window();
      int pooled = pooling.outputSize(side);
      int beyond = Math.max(0, (pooled - 1) * Pooling.STRIDE + window - side);
      node(
          "MaxPool",
          layer.name() + "/pool" + (number == 1 ? "" : number),
          integers("kernel_shape", window, window),
          integers("strides", Pooling.STRIDE, Pooling.STRIDE),
          integers("pads", 0, 0, beyond, beyond));
      side = pooled;
    }
  }

  /**
   * Adds a layer's weights and biases, tower 0's kernels or units before tower 1's.
   *
   * @param ofAKernel the shape of one kernel's or unit's weights
   */
  private void parameters(int index, List<Long> ofAKernel) {
    LayerSpecification layer = layout.layers().get(index);
    long outputs = layer.totalOutputChannels();
    List<Supplier<float[]>> ofWeights = new ArrayList<>();
    List<Supplier<float[]>> ofBiases = new ArrayList<>();
    for (int tower = 0; tower < layout.towers(); tower++) {
      int each = tower;
      ofWeights.add(
          () -> ChannelsFirst.weights(layout, each, index).toTheirs(network.parameters()));
      ofBiases.add(() -> ChannelsFirst.biases(layout, each, index).toTheirs(network.parameters()));
    }
    weights.add(
        new OnnxWeights(
            layer.name() + ".weight",
            Stream.concat(Stream.of(outputs), ofAKernel.stream()).toList(),
            ofWeights));
    weights.add(new OnnxWeights(layer.name() + ".bias", List.of(outputs), ofBiases));
  }

  private void constant(String name, List<Long> shape, Supplier<float[]> numbers) {
    weights.add(new OnnxWeights(name, shape, List.of(numbers)));
  }

  /** A node that bears a layer's name, whose result is not yet what the layer hands on. */
  private void weightedNode(String operator, String layer, Onnx.AttributeProto... attributes) {
    node(operator, layer, List.of(layer + ".weight", layer + ".bias"), attributes);
    current = layer + "/sums";
    graph.getNodeBuilder(graph.getNodeCount() - 1).setOutput(0, current);
  }

  private void node(String operator, String name, Onnx.AttributeProto... attributes) {
    node(operator, name, List.of(), attributes);
  }

  /** Adds a node that reads what the last one made, and has its own name as its result's. */
  private void node(
      String operator, String name, List<String> inputs, Onnx.AttributeProto... attributes) {
    graph.addNode(
        Onnx.NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addInput(current)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(Arrays.asList(attributes)));
    current = name;
  }

  private static Onnx.AttributeProto integer(String name, long value) {
    return Onnx.AttributeProto.newBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static Onnx.AttributeProto integers(String name, long... values) {
    return Onnx.AttributeProto.newBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.INTS)
        .addAllInts(LongStream.of(values).boxed().toList())
        .build();
  }

  private static Onnx.AttributeProto number(String name, double value) {
    return Onnx.AttributeProto.newBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  /** An input or output for any number of images. */
  private static Onnx.ValueInfoProto value(
      String name, Onnx.TensorProto.DataType type, int... shapeOfOne) {
    Onnx.TensorShapeProto.Builder shape =
        Onnx.TensorShapeProto.newBuilder()
            .addDim(Onnx.TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
    for (int size : shapeOfOne) {
      shape.addDim(Onnx.TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return Onnx.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            Onnx.TypeProto.newBuilder()
                .setTensorType(
                    Onnx.TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(shape)))
        .build();
  }
}
