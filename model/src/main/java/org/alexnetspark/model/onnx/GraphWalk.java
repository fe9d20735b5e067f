package org.alexnetspark.model.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import onnx.Onnx;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.MapNormalization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.Pooling;

/**
 * Follows a graph from its image to its probabilities and finds a list of layers on the way, or the
 * first node that does not fit into one. Shapes are followed too, so that what is found is what the
 * graph computes.
 */
final class GraphWalk {
  private static final int CHANNELS = NetworkSpecification.IMAGE_CHANNELS;
  private static final int PAPERS_CROP = 224;
  private static final int PAPERS_FIRST_WINDOW = 11;

  private final OnnxFile file;
  private final OptionalInt wantedCrop;
  private final GraphNodes graph;
  private final PixelNodes beforeLayers;
  private final List<FoundLayer> layers = new ArrayList<>();

  private String current;
  private int crop;
  private int side;
  private int channels;
  private boolean flat;
  private boolean ended;

  private GraphWalk(OnnxFile file, OptionalInt wantedCrop) throws IOException {
    this.file = file;
    this.wantedCrop = wantedCrop;
    graph = new GraphNodes(file);
    Onnx.ValueInfoProto input = input(file);
    beforeLayers = new PixelNodes(graph, imageShape(input));
    current = input.getName();
  }

  /**
   * Reads a graph.
   *
   * @param wantedCrop side of the network's input, where the user names another than the file
   * @throws IOException naming the first node that does not fit, and why
   */
  static GraphWalk along(OnnxFile file, OptionalInt wantedCrop) throws IOException {
    GraphWalk walk = new GraphWalk(file, wantedCrop);
    while (walk.step()) {}
    walk.end();
    return walk;
  }

  List<FoundLayer> layers() {
    return layers;
  }

  FoundPixels pixels() {
    return beforeLayers.pixels();
  }

  /** Side of what the first layer reads. */
  int crop() {
    return crop;
  }

  private static Onnx.ValueInfoProto input(OnnxFile file) throws IOException {
    List<Onnx.ValueInfoProto> inputs = file.inputs();
    if (inputs.size() != 1) {
      throw new IOException(
          "its graph reads "
              + inputs.stream()
                  .map(Onnx.ValueInfoProto::getName)
                  .collect(Collectors.joining(", ", "[", "]"))
              + ", must be one batch of images");
    }
    return inputs.get(0);
  }

  /** Three sizes as the graph orders them, of which some may be unknown. */
  private static List<Long> imageShape(Onnx.ValueInfoProto input) throws IOException {
    List<Long> shape =
        input.getType().getTensorType().getShape().getDimList().stream()
            .map(
                size ->
                    size.getValueCase().getNumber() == 1 ? size.getDimValue() : PixelNodes.UNKNOWN)
            .toList();
    if (shape.size() != 4) {
      throw new IOException(
          "its input " + input.getName() + " has " + shape.size() + " dimensions, must have 4");
    }
    return shape.subList(1, 4);
  }

  /** Goes through one node; false at the end. */
  private boolean step() throws IOException {
    List<Onnx.NodeProto> next = graph.readers(current);
    if (next.isEmpty()) {
      return false;
    }
    Onnx.NodeProto node = next.get(0);
    if (next.size() == 2 && squares(node) && !layers.isEmpty()) {
      normalizationInMaps(node, next.get(1));
      return true;
    }
    if (next.size() > 1) {
      Onnx.NodeProto other =
          next.stream().max(Comparator.comparing(file.nodes()::indexOf)).orElseThrow();
      throw graph.misfit(
          other, "reads what " + GraphNodes.words(node) + " reads too: the graph has branches");
    }
    if (ended && !node.getOpType().equals("Identity")) {
      throw graph.misfit(node, "comes after the softmax, which has to be the last");
    }
    if (!node.getInput(0).equals(current) && !isCommutative(node)) {
      throw graph.misfit(node, "reads the images as another than its first input");
    }
    if (layers.isEmpty()) {
      onPixels(node);
    } else {
      onMaps(node);
    }
    return true;
  }

  private boolean squares(Onnx.NodeProto node) {
    return node.getOpType().equals("Mul") && node.getInputList().equals(List.of(current, current));
  }

  private static boolean isCommutative(Onnx.NodeProto node) {
    return node.getOpType().equals("Add") || node.getOpType().equals("Mul");
  }

  private void end() throws IOException {
    if (!file.outputs().contains(current)) {
      throw new IOException(
          "its graph ends in " + current + ", but hands out " + String.join(", ", file.outputs()));
    }
    if (layers.isEmpty() || layers.get(layers.size() - 1).convolution) {
      throw new IOException(
          "its graph ends in "
              + current
              + " without a fully connected layer (Gemm or MatMul) whose outputs are the classes");
    }
    FoundLayer last = layers.get(layers.size() - 1);
    if (last.hasActivation()) {
      throw new IOException(
          "its last layer, " + last.node + ", has an activation; only a softmax may follow it");
    }
  }

  private void onPixels(Onnx.NodeProto node) throws IOException {
    if (node.getOpType().equals("Conv")) {
      beginLayers(node);
      convolution(node, new Attributes(node));
    } else {
      beforeLayers.read(node, current);
      advance(node);
    }
  }

  private void beginLayers(Onnx.NodeProto node) throws IOException {
    List<Long> image = beforeLayers.image();
    long height = image.get(1);
    long width = image.get(2);
    graph.require(
        beforeLayers.channelsFirst()
            && (image.get(0) == CHANNELS || image.get(0) == PixelNodes.UNKNOWN),
        node,
        "reads images of shape " + image + ", must be of 3 channels, which come first");
    if (wantedCrop.isPresent()) {
      graph.require(
          beforeLayers.pixels().croppedFrom == 0,
          node,
          "reads crops that the graph cuts out; their side is "
              + height
              + " and cannot be another");
      crop = wantedCrop.getAsInt();
    } else if (height < 1 || width < 1) {
      throw new UnsaidException(
          UnsaidException.What.CROP, "its input has no fixed height and width");
    } else {
      graph.require(
          height == width, node, "reads images of " + height + " x " + width + ", must be square");
      crop = Math.toIntExact(height);
    }
    side = crop;
    channels = CHANNELS;
  }

  private void onMaps(Onnx.NodeProto node) throws IOException {
    Attributes attributes = new Attributes(node);
    FoundLayer layer = layers.get(layers.size() - 1);
    switch (node.getOpType()) {
      case "Identity" -> advance(node);
      case "Conv" -> {
        graph.require(
            !flat && layer.convolution, node, "is a convolution after a fully connected layer");
        requireActivation(layer, node);
        convolution(node, attributes);
      }
      case "Relu" -> activation(Activation.RELU, layer, node);
      case "Tanh" -> activation(Activation.TANH, layer, node);
      case "LRN" -> {
        normalization(node, attributes, layer);
        advance(node);
      }
      case "Split" -> {
        if (flat) {
          towersApart(node, attributes, layer);
        } else {
          normalizationByHalves(node, attributes, layer);
        }
      }
      case "MaxPool" -> maxPooling(node, attributes, layer);
      case "AveragePool", "GlobalAveragePool" -> averagePooling(node, attributes);
      case "Dropout" -> dropout(node, attributes, layer);
      case "Flatten" -> {
        graph.require(
            attributes.integer("axis", 1) == 1, node, "keeps other dimensions than the first");
        flat = true;
        advance(node);
      }
      case "Reshape" -> {
        // To which shape follows from what comes next: only a vector fits a Gemm or MatMul.
        flat = true;
        advance(node);
      }
      case "Gemm" -> gemm(node, layer);
      case "MatMul" -> matMul(node, layer);
      case "Add" -> bias(node, layer);
      case "Softmax" -> softmax(node, attributes, layer);
      default -> throw graph.misfit(node, reasonAgainst(node.getOpType()));
    }
  }

  private static String reasonAgainst(String operator) {
    return switch (operator) {
      case "BatchNormalization", "InstanceNormalization", "LayerNormalization" ->
          "is a normalisation that networks of AlexNet's and VGG's shape do not have; folded into the convolution before it, "
              + "it can be read";
      case "Concat", "Sum" -> "joins branches";
      default ->
          "is none of Conv, Relu, Tanh, LRN, MaxPool, Dropout, Flatten, Reshape, Gemm, MatMul and Softmax, of which "
              + "networks of AlexNet's and VGG's shape are made";
    };
  }

  private void requireActivation(FoundLayer layer, Onnx.NodeProto node) throws IOException {
    graph.require(
        layer.hasActivation(),
        node,
        "comes right after " + layer.node + ", which has no activation (Relu or Tanh)");
  }

  /** Once a layer's activation came last, nothing of the layer comes after it. */
  private void requireActivationDone(FoundLayer layer, Onnx.NodeProto node) throws IOException {
    graph.require(
        !layer.activatedLast,
        node,
        "comes after the activation of "
            + layer.node
            + ", which comes after normalisation or pooling itself; here it is the first or the last of them");
  }

  private void convolution(Onnx.NodeProto node, Attributes attributes) throws IOException {
    Constant weights = graph.floats(node, 1, 4);
    int outputs = size(weights, 0);
    int window = size(weights, 2);
    int groups = Math.toIntExact(attributes.integer("group", 1));
    graph.require(
        window == size(weights, 3), node, "has kernels of " + weights.shape() + ", must be square");
    graph.require(groups == 1 || groups == 2, node, "has " + groups + " groups, must be 1 or 2");
    graph.require(
        size(weights, 1) * groups == channels,
        node,
        "has kernels of "
            + size(weights, 1)
            + " channels in "
            + groups
            + " group(s), reads "
            + channels);
    requireOnes(node, attributes, "dilations");
    FoundLayer layer = new FoundLayer(GraphNodes.words(node), true, outputs, weights.floats());
    layer.window = window;
    layer.stride = stride(node, attributes);
    layer.padding = padding(node, attributes, window, layer.stride);
    layer.groups = groups;
    graph.require(
        layers.isEmpty() || layer.padding.isEven(),
        node,
        "is padded unevenly, which the first layer alone may be");
    int room = side + layer.padding.total() - window;
    graph.require(room >= 0, node, "has kernels larger than its maps of " + side + " x " + side);
    readBiases(node, layer);
    add(layer);
    channels = outputs;
    side = room / layer.stride + 1;
    advance(node);
  }

  private void readBiases(Onnx.NodeProto node, FoundLayer layer) throws IOException {
    if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
      float[] biases = graph.constant(node, 2).floats();
      graph.require(
          biases.length == layer.outputs,
          node,
          "has " + biases.length + " biases for " + layer.outputs + " outputs");
      layer.biases = biases;
    }
  }

  private int stride(Onnx.NodeProto node, Attributes attributes) throws IOException {
    List<Long> strides = attributes.integers("strides");
    graph.require(
        strides.stream().distinct().count() <= 1,
        node,
        "has strides of " + strides + ", must be the same");
    return strides.isEmpty() ? 1 : Math.toIntExact(strides.get(0));
  }

  private Padding padding(Onnx.NodeProto node, Attributes attributes, int window, int stride)
      throws IOException {
    int total = Math.max(0, ((side - 1) / stride) * stride + window - side);
    List<Long> pads = attributes.integers("pads");
    switch (attributes.text("auto_pad")) {
      case "SAME_UPPER":
        return new Padding(total / 2, total - total / 2);
      case "SAME_LOWER":
        return new Padding(total - total / 2, total / 2);
      case "VALID":
        return Padding.NONE;
      default:
        if (pads.isEmpty()) {
          return Padding.NONE;
        }
        graph.require(
            pads.size() == 4 && pads.get(0).equals(pads.get(1)) && pads.get(2).equals(pads.get(3)),
            node,
            "is padded by " + pads + ", rows and columns must be alike");
        return new Padding(Math.toIntExact(pads.get(0)), Math.toIntExact(pads.get(2)));
    }
  }

  private void requireOnes(Onnx.NodeProto node, Attributes attributes, String name)
      throws IOException {
    List<Long> values = attributes.integers(name);
    graph.require(
        values.stream().allMatch(value -> value == 1),
        node,
        "has " + name + " of " + values + ", must be 1");
  }

  private void activation(Activation activation, FoundLayer layer, Onnx.NodeProto node)
      throws IOException {
    graph.require(!layer.hasActivation(), node, "is the second activation of " + layer.node);
    layer.activation = activation;
    layer.activatedLast =
        !layer.poolings.isEmpty()
            || layer.isNormalized()
            || layer.normalizationInMaps != MapNormalization.NONE;
    advance(node);
  }

  private void normalization(Onnx.NodeProto node, Attributes attributes, FoundLayer layer)
      throws IOException {
    graph.require(!flat && layer.convolution, node, "does not come after a convolution");
    requireActivationDone(layer, node);
    graph.require(
        layer.normalizationInMaps == MapNormalization.NONE,
        node,
        "comes after the normalisation inside maps of " + layer.node + "; here it comes before");
    graph.require(
        layer.poolings.isEmpty(),
        node,
        "comes after the pooling of "
            + layer.node
            + " (as in Caffe's reference CaffeNet); here, as in the paper and in bvlc_alexnet, it comes before");
    graph.require(!layer.isNormalized(), node, "is the second normalisation of " + layer.node);
    long size = attributes.integer("size", 0);
    double alpha = attributes.number("alpha", 1e-4);
    double beta = attributes.number("beta", 0.75);
    double bias = attributes.number("bias", 1);
    layer.normalization =
        Arrays.stream(LrnConvention.values())
            .filter(each -> each != LrnConvention.NONE)
            .filter(
                each ->
                    size == 2 * LrnConvention.RADIUS + 1
                        && same(alpha, each.alpha() * size)
                        && same(beta, LrnConvention.BETA)
                        && same(bias, each.k()))
            .findFirst()
            .orElseThrow(
                () ->
                    graph.misfit(
                        node,
                        String.format(
                            Locale.ROOT,
                            "has size %d, alpha %s, beta %s, bias %s; known are size 5, beta 0.75 with alpha 5e-4, bias 2 "
                                + "(the paper), alpha 1e-4, bias 1 (Caffe) and alpha 1e-4, bias 2 (the authors' source)",
                            size,
                            (float) alpha,
                            (float) beta,
                            (float) bias)));
  }

  private static boolean same(double one, double other) {
    return Math.abs(one - other) <= 1e-6 * Math.abs(other);
  }

  /** Split, a normalisation of either half, Concat: what two towers are. */
  private void normalizationByHalves(Onnx.NodeProto split, Attributes attributes, FoundLayer layer)
      throws IOException {
    requireHalves(split, attributes, channels);
    List<Onnx.NodeProto> halves = new ArrayList<>();
    for (String output : split.getOutputList()) {
      List<Onnx.NodeProto> next = graph.readers(output);
      graph.require(
          next.size() == 1 && next.get(0).getOpType().equals("LRN"),
          next.isEmpty() ? split : next.get(0),
          "has to normalise one half of the channels (LRN): the graph splits them");
      Onnx.NodeProto half = next.get(0);
      LrnConvention before = layer.normalization;
      layer.normalization = LrnConvention.NONE;
      normalization(half, new Attributes(half), layer);
      graph.require(
          before == LrnConvention.NONE || before == layer.normalization,
          half,
          "normalises this half of the channels otherwise than the other");
      halves.add(half);
    }
    Onnx.NodeProto joint = joint(split, halves);
    layer.normalizedByHalves = true;
    advance(joint);
  }

  private void requireHalves(Onnx.NodeProto split, Attributes attributes, int all)
      throws IOException {
    List<Long> sizes =
        split.getInputCount() > 1
            ? Arrays.stream(graph.constant(split, 1).integers()).boxed().toList()
            : attributes.integers("split");
    graph.require(
        split.getOutputCount() == 2
            && attributes.integer("axis", 0) == 1
            && all % 2 == 0
            && sizes.stream().allMatch(size -> size == all / 2),
        split,
        "is no split of the channels into halves");
  }

  /** The node that joins what was made of either half. */
  private Onnx.NodeProto joint(Onnx.NodeProto split, List<Onnx.NodeProto> halves)
      throws IOException {
    Onnx.NodeProto joint =
        graph.readers(halves.get(0).getOutput(0)).stream().findFirst().orElse(split);
    graph.require(
        joint.getOpType().equals("Concat")
            && new Attributes(joint).integer("axis", 0) == 1
            && joint.getInputList().equals(halves.stream().map(half -> half.getOutput(0)).toList()),
        joint,
        "does not join the two halves in their order");
    return joint;
  }

  /** Split, a Gemm of either half, Concat: a fully connected layer of towers that do not meet. */
  private void towersApart(Onnx.NodeProto split, Attributes attributes, FoundLayer before)
      throws IOException {
    requireActivation(before, split);
    int inputs = side * side * channels;
    requireHalves(split, attributes, inputs);
    List<Onnx.NodeProto> halves = new ArrayList<>();
    List<FoundLayer> found = new ArrayList<>();
    for (String output : split.getOutputList()) {
      List<Onnx.NodeProto> next = graph.readers(output);
      graph.require(
          next.size() == 1 && next.get(0).getOpType().equals("Gemm"),
          next.isEmpty() ? split : next.get(0),
          "has to multiply one half of the numbers (Gemm): the graph splits them");
      halves.add(next.get(0));
      found.add(matrix(next.get(0), inputs / 2));
    }
    FoundLayer first = found.get(0);
    FoundLayer second = found.get(1);
    graph.require(
        first.outputs == second.outputs, halves.get(1), "has other units than the other half");
    FoundLayer both =
        new FoundLayer(first.node, false, 2 * first.outputs, joined(first.weights, second.weights));
    both.biases = joined(first.biases, second.biases);
    both.groups = 2;
    addVector(both);
    advance(joint(split, halves));
  }

  private static float[] joined(float[] one, float[] other) {
    float[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  /** x / (k + alpha * sum of squares over 5 x 5 positions)^beta, in six nodes. */
  private void normalizationInMaps(Onnx.NodeProto squares, Onnx.NodeProto quotient)
      throws IOException {
    FoundLayer layer = layers.get(layers.size() - 1);
    requireActivationDone(layer, squares);
    int window = 2 * MapNormalization.RADIUS + 1;
    MapNormalization known = MapNormalization.SOURCE;
    Onnx.NodeProto means = onlyReader(squares, "AveragePool");
    Attributes pooling = new Attributes(means);
    graph.require(
        pooling.integers("kernel_shape").equals(List.of((long) window, (long) window))
            && stride(means, pooling) == 1
            && pooling.integers("pads").stream().allMatch(pad -> pad == MapNormalization.RADIUS)
            && pooling.integers("pads").size() == 4
            && pooling.integer("count_include_pad", 0) == 1,
        means,
        "does not take means of 5 x 5 squares with zeros beyond the edge");
    Onnx.NodeProto sums = onlyReader(means, "Mul");
    requireNumber(sums, known.alpha() * window * window);
    Onnx.NodeProto base = onlyReader(sums, "Add");
    requireNumber(base, known.k());
    Onnx.NodeProto power = onlyReader(base, "Pow");
    requireNumber(power, MapNormalization.BETA);
    graph.require(
        layer.convolution
            && layer.poolings.isEmpty()
            && onlyReader(power, "Div").equals(quotient)
            && quotient.getInputList().equals(List.of(current, power.getOutput(0))),
        quotient,
        "does not divide a convolution's maps, not yet pooled, by their own normalisation");
    layer.normalizationInMaps = known;
    advance(quotient);
  }

  private Onnx.NodeProto onlyReader(Onnx.NodeProto node, String operator) throws IOException {
    List<Onnx.NodeProto> next = graph.readers(node.getOutput(0));
    graph.require(
        next.size() == 1 && next.get(0).getOpType().equals(operator),
        next.isEmpty() ? node : next.get(0),
        "is not " + operator + ", which comes next in a normalisation inside maps");
    return next.get(0);
  }

  private void requireNumber(Onnx.NodeProto node, double expected) throws IOException {
    float[] numbers = graph.constant(node, 1).floats();
    graph.require(
        numbers.length == 1 && same(numbers[0], expected),
        node,
        "has another number than "
            + (float) expected
            + " of the one known normalisation inside maps");
  }

  private void maxPooling(Onnx.NodeProto node, Attributes attributes, FoundLayer layer)
      throws IOException {
    requireActivationDone(layer, node);
    List<Long> window = attributes.integers("kernel_shape");
    int stride = stride(node, attributes);
    requireOnes(node, attributes, "dilations");
    List<Pooling> known =
        Arrays.stream(Pooling.values())
            .filter(each -> window.equals(List.of((long) each.window(), (long) each.window())))
            .filter(each -> stride == Pooling.STRIDE)
            .toList();
    graph.require(
        !known.isEmpty(),
        node,
        "has windows of "
            + window
            + " at every pixel number "
            + stride
            + ", must be 3 x 3 or 2 x 2 at every second one");
    Pooling usual = known.get(0);
    Padding padding = padding(node, attributes, usual.window(), stride);
    graph.require(side >= usual.window(), node, "pools maps of " + side + " x " + side);
    int room = side + padding.total() - usual.window();
    int size = room / stride + 1;
    if (attributes.integer("ceil_mode", 0) == 1) {
      size = (room + stride - 1) / stride + 1;
    }
    int pooled = size;
    Pooling pooling =
        known.stream()
            .filter(each -> padding.near() == 0 && each.outputSize(side) == pooled)
            .findFirst()
            .orElseThrow(() -> pastTheEdge(node, usual, pooled));
    layer.poolings.add(pooling);
    side = size;
    advance(node);
  }

  /** Caffe's AlexNet was trained on crops of 227, where no window reaches past the edge. */
  private IOException pastTheEdge(Onnx.NodeProto node, Pooling pooling, int pooled) {
    IOException misfit =
        graph.misfit(
            node,
            String.format(
                Locale.ROOT,
                "makes %d x %d of maps of %d x %d by windows that reach past the edge; here those are left out, which "
                    + "makes %d x %d",
                pooled,
                pooled,
                side,
                side,
                pooling.outputSize(side),
                pooling.outputSize(side)));
    return crop == PAPERS_CROP && layers.get(0).window == PAPERS_FIRST_WINDOW
        ? new UnsaidException(
            UnsaidException.What.CROP,
            misfit.getMessage() + "; on the 227 x 227 that Caffe trained its AlexNet on, none does")
        : misfit;
  }

  private void averagePooling(Onnx.NodeProto node, Attributes attributes) throws IOException {
    boolean ofPixels =
        node.getOpType().equals("GlobalAveragePool")
            ? side == 1
            : attributes.integers("kernel_shape").stream().allMatch(size -> size == 1)
                && stride(node, attributes) == 1
                && attributes.integers("pads").stream().allMatch(size -> size == 0);
    graph.require(
        ofPixels,
        node,
        "takes means of several pixels; an adaptive pooling is read where maps have its size already");
    advance(node);
  }

  private void dropout(Onnx.NodeProto node, Attributes attributes, FoundLayer layer)
      throws IOException {
    double ratio = attributes.number("ratio", 0.5);
    if (node.getInputCount() > 1 && !node.getInput(1).isEmpty()) {
      ratio = graph.constant(node, 1).floats()[0];
    }
    if (!layer.convolution) {
      layer.dropout = ratio;
    }
    advance(node);
  }

  private void gemm(Onnx.NodeProto node, FoundLayer before) throws IOException {
    requireFlat(node, before);
    addVector(matrix(node, side * side * channels));
    advance(node);
  }

  private void matMul(Onnx.NodeProto node, FoundLayer before) throws IOException {
    requireFlat(node, before);
    addVector(fullyConnected(node, graph.constant(node, 1), false, side * side * channels));
    advance(node);
  }

  private void requireFlat(Onnx.NodeProto node, FoundLayer before) throws IOException {
    requireActivation(before, node);
    graph.require(flat || !before.convolution, node, "reads maps that are not flattened before");
  }

  /** What a Gemm does to so many numbers. */
  private FoundLayer matrix(Onnx.NodeProto node, int inputs) throws IOException {
    Attributes attributes = new Attributes(node);
    graph.require(
        attributes.number("alpha", 1) == 1
            && attributes.number("beta", 1) == 1
            && attributes.integer("transA", 0) == 0,
        node,
        "has alpha, beta or transA, which have to be 1, 1 and 0");
    FoundLayer layer =
        fullyConnected(
            node, graph.floats(node, 1, 2), attributes.integer("transB", 0) == 1, inputs);
    readBiases(node, layer);
    return layer;
  }

  private FoundLayer fullyConnected(
      Onnx.NodeProto node, Constant matrix, boolean unitsFirst, int inputs) throws IOException {
    graph.require(
        matrix.shape().size() == 2, node, "multiplies by an array of shape " + matrix.shape());
    graph.require(
        size(matrix, unitsFirst ? 1 : 0) == inputs,
        node,
        String.format(
            Locale.ROOT,
            "reads %d numbers, and the maps before it have %d x %d x %d",
            size(matrix, unitsFirst ? 1 : 0),
            channels,
            side,
            side));
    int units = size(matrix, unitsFirst ? 0 : 1);
    Constant weights = unitsFirst ? matrix : matrix.transposed();
    return new FoundLayer(GraphNodes.words(node), false, units, weights.floats());
  }

  private void add(FoundLayer layer) {
    layers.add(layer);
    graph.passed(layer.node);
  }

  private void addVector(FoundLayer layer) {
    add(layer);
    channels = layer.outputs;
    side = 1;
    flat = true;
  }

  /** The bias of a fully connected layer that is MatMul and Add. */
  private void bias(Onnx.NodeProto node, FoundLayer layer) throws IOException {
    graph.require(
        !layer.convolution && !layer.hasActivation(),
        node,
        "does not add the biases of a fully connected layer");
    float[] biases = graph.operand(node, current).floats();
    graph.require(
        biases.length == layer.outputs,
        node,
        "adds " + biases.length + " numbers to " + layer.outputs + " outputs");
    float[] sums = layer.biases.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += biases[i];
    }
    layer.biases = sums;
    advance(node);
  }

  private void softmax(Onnx.NodeProto node, Attributes attributes, FoundLayer layer)
      throws IOException {
    long axis = attributes.integer("axis", file.opset() < 13 ? 1 : -1);
    graph.require(
        !layer.convolution && !layer.hasActivation() && (axis == 1 || axis == -1),
        node,
        "does not follow the sums of a fully connected layer, over its units");
    ended = true;
    advance(node);
  }

  private void advance(Onnx.NodeProto node) {
    current = node.getOutput(0);
  }

  private static int size(Constant constant, int dimension) {
    return Math.toIntExact(constant.shape().get(dimension));
  }
}
