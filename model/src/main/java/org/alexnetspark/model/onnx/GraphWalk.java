package org.alexnetspark.model.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  private static final long UNKNOWN = -1;
  private static final int PAPERS_CROP = 224;
  private static final int PAPERS_FIRST_WINDOW = 11;

  private final OnnxFile file;
  private final OptionalInt wantedCrop;
  private final Map<String, List<Onnx.NodeProto>> readers = new HashMap<>();
  private final Map<String, Onnx.NodeProto> makers = new HashMap<>();
  private final List<FoundLayer> layers = new ArrayList<>();
  private final FoundPixels pixels = new FoundPixels();

  private String current;

  /** What of an image the nodes after this one read: three sizes as the graph orders them. */
  private List<Long> image;

  private boolean channelsFirst;
  private int crop;
  private int side;
  private int channels;
  private boolean flat;
  private boolean ended;

  private GraphWalk(OnnxFile file, OptionalInt wantedCrop) {
    this.file = file;
    this.wantedCrop = wantedCrop;
    for (Onnx.NodeProto node : file.nodes()) {
      node.getOutputList().forEach(output -> makers.put(output, node));
      // What asks for a shape reads no numbers.
      if (!node.getOpType().equals("Shape")) {
        node.getInputList().stream()
            .distinct()
            .forEach(input -> readers.computeIfAbsent(input, any -> new ArrayList<>()).add(node));
      }
    }
  }

  /**
   * Reads a graph.
   *
   * @param wantedCrop side of the network's input, where the user names another than the file
   * @throws IOException naming the first node that does not fit, and why
   */
  static GraphWalk along(OnnxFile file, OptionalInt wantedCrop) throws IOException {
    GraphWalk walk = new GraphWalk(file, wantedCrop);
    walk.begin();
    while (walk.step()) {}
    walk.end();
    return walk;
  }

  List<FoundLayer> layers() {
    return layers;
  }

  FoundPixels pixels() {
    return pixels;
  }

  /** Side of what the first layer reads. */
  int crop() {
    return crop;
  }

  private void begin() throws IOException {
    List<Onnx.ValueInfoProto> inputs = file.inputs();
    if (inputs.size() != 1) {
      throw new IOException(
          "its graph reads "
              + inputs.stream()
                  .map(Onnx.ValueInfoProto::getName)
                  .collect(Collectors.joining(", ", "[", "]"))
              + ", must be one batch of images");
    }
    Onnx.ValueInfoProto input = inputs.get(0);
    List<Long> shape =
        input.getType().getTensorType().getShape().getDimList().stream()
            .map(size -> size.getValueCase().getNumber() == 1 ? size.getDimValue() : UNKNOWN)
            .toList();
    if (shape.size() != 4) {
      throw new IOException(
          "its input " + input.getName() + " has " + shape.size() + " dimensions, must have 4");
    }
    current = input.getName();
    image = shape.subList(1, 4);
    channelsFirst = image.get(0) == CHANNELS || image.get(2) != CHANNELS;
  }

  /** Goes through one node; false at the end. */
  private boolean step() throws IOException {
    List<Onnx.NodeProto> next = readers.getOrDefault(current, List.of());
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
      throw misfit(other, "reads what " + words(node) + " reads too: the graph has branches");
    }
    if (ended && !node.getOpType().equals("Identity")) {
      throw misfit(node, "comes after the softmax, which has to be the last");
    }
    if (!node.getInput(0).equals(current) && !isCommutative(node)) {
      throw misfit(node, "reads the images as another than its first input");
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
    Attributes attributes = new Attributes(node);
    switch (node.getOpType()) {
      case "Identity" -> advance(node);
      case "Cast" -> {
        require(
            attributes.integer("to", 0) == Onnx.TensorProto.DataType.FLOAT_VALUE,
            node,
            "casts to another type than FLOAT");
        advance(node);
      }
      case "Transpose" -> {
        require(
            !channelsFirst && attributes.integers("perm").equals(List.of(0L, 3L, 1L, 2L)),
            node,
            "exchanges other dimensions than [N, row, column, channel] to [N, channel, row, column]");
        image = List.of(image.get(2), image.get(0), image.get(1));
        channelsFirst = true;
        advance(node);
      }
      case "Sub", "Add", "Mul", "Div" -> arithmetic(node);
      case "Slice" -> slice(node, attributes);
      case "Conv" -> {
        beginLayers(node);
        convolution(node, attributes);
      }
      default ->
          throw misfit(
              node,
              "comes before the first convolution, where mean, scale and a central crop are known here");
    }
  }

  private void arithmetic(Onnx.NodeProto node) throws IOException {
    Constant constant = operand(node);
    int perImage = constant.floats().length;
    boolean subtracts = node.getOpType().equals("Sub");
    if (perImage > CHANNELS) {
      require(
          subtracts
              && channelsFirst
              && hasShape(constant, image)
              && pixels.subtractImage(constant.floats()),
          node,
          "is no mean image of the input's size, subtracted first");
      advance(node);
      return;
    }
    require(
        perImage == 1 || hasShape(constant, channelsFirst ? List.of(3L, 1L, 1L) : List.of(3L)),
        node,
        "has an operand of shape " + constant.shape() + ", must be a number for each channel");
    double[] values = new double[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      values[channel] = constant.floats()[perImage == 1 ? 0 : channel];
    }
    switch (node.getOpType()) {
      case "Sub" -> pixels.subtract(values);
      case "Mul" -> pixels.multiply(values);
      case "Add" -> pixels.subtract(Arrays.stream(values).map(value -> -value).toArray());
      default -> pixels.multiply(Arrays.stream(values).map(value -> 1 / value).toArray());
    }
    advance(node);
  }

  /** Whether a constant has a shape, but for ones in front. */
  private static boolean hasShape(Constant constant, List<Long> shape) {
    List<Long> actual = constant.shape();
    int ones = 0;
    while (ones < actual.size() - 1 && actual.get(ones) == 1) {
      ones++;
    }
    return actual.subList(ones, actual.size()).equals(shape);
  }

  private void slice(Onnx.NodeProto node, Attributes attributes) throws IOException {
    List<Long> starts = sliceNumbers(node, attributes, "starts", 1);
    List<Long> ends = sliceNumbers(node, attributes, "ends", 2);
    List<Long> axes = sliceNumbers(node, attributes, "axes", 3);
    long size = image.get(1);
    require(
        channelsFirst
            && axes.equals(List.of(2L, 3L))
            && image.get(1).equals(image.get(2))
            && starts.get(0).equals(starts.get(1))
            && ends.get(0).equals(ends.get(1))
            && starts.get(0) == (size - (ends.get(0) - starts.get(0))) / 2,
        node,
        "cuts out something else than the middle of the image");
    long part = ends.get(0) - starts.get(0);
    pixels.croppedFrom = Math.toIntExact(size);
    image = List.of(image.get(0), part, part);
    advance(node);
  }

  private List<Long> sliceNumbers(
      Onnx.NodeProto node, Attributes attributes, String name, int input) throws IOException {
    if (node.getInputCount() == 1) {
      return attributes.integers(name);
    }
    require(node.getInputCount() > input, node, "has no " + name);
    return Arrays.stream(constant(node, input).integers()).boxed().toList();
  }

  private void beginLayers(Onnx.NodeProto node) throws IOException {
    long height = image.get(1);
    long width = image.get(2);
    require(
        channelsFirst && (image.get(0) == CHANNELS || image.get(0) == UNKNOWN),
        node,
        "reads images of shape " + image + ", must be of 3 channels, which come first");
    if (wantedCrop.isPresent()) {
      require(
          pixels.croppedFrom == 0,
          node,
          "reads crops that the graph cuts out; their side is "
              + height
              + " and cannot be another");
      crop = wantedCrop.getAsInt();
    } else if (height < 1 || width < 1) {
      throw new UnsaidException(
          UnsaidException.What.CROP, "its input has no fixed height and width");
    } else {
      require(
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
        require(!flat && layer.convolution, node, "is a convolution after a fully connected layer");
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
        require(attributes.integer("axis", 1) == 1, node, "keeps other dimensions than the first");
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
      default -> throw misfit(node, reasonAgainst(node.getOpType()));
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
    require(
        layer.hasActivation(),
        node,
        "comes right after " + layer.node + ", which has no activation (Relu or Tanh)");
  }

  /** Once a layer's activation came last, nothing of the layer comes after it. */
  private void requireActivationDone(FoundLayer layer, Onnx.NodeProto node) throws IOException {
    require(
        !layer.activatedLast,
        node,
        "comes after the activation of "
            + layer.node
            + ", which comes after normalisation or pooling itself; here it is the first or the last of them");
  }

  private void convolution(Onnx.NodeProto node, Attributes attributes) throws IOException {
    Constant weights = floats(node, 1, 4);
    int outputs = size(weights, 0);
    int window = size(weights, 2);
    int groups = Math.toIntExact(attributes.integer("group", 1));
    require(
        window == size(weights, 3), node, "has kernels of " + weights.shape() + ", must be square");
    require(groups == 1 || groups == 2, node, "has " + groups + " groups, must be 1 or 2");
    require(
        size(weights, 1) * groups == channels,
        node,
        "has kernels of "
            + size(weights, 1)
            + " channels in "
            + groups
            + " group(s), reads "
            + channels);
    requireOnes(node, attributes, "dilations");
    FoundLayer layer = new FoundLayer(words(node), true, outputs, weights.floats());
    layer.window = window;
    layer.stride = stride(node, attributes);
    layer.padding = padding(node, attributes, window, layer.stride);
    layer.groups = groups;
    require(
        layers.isEmpty() || layer.padding.isEven(),
        node,
        "is padded unevenly, which the first layer alone may be");
    int room = side + layer.padding.total() - window;
    require(room >= 0, node, "has kernels larger than its maps of " + side + " x " + side);
    readBiases(node, layer);
    layers.add(layer);
    channels = outputs;
    side = room / layer.stride + 1;
    advance(node);
  }

  private void readBiases(Onnx.NodeProto node, FoundLayer layer) throws IOException {
    if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
      float[] biases = constant(node, 2).floats();
      require(
          biases.length == layer.outputs,
          node,
          "has " + biases.length + " biases for " + layer.outputs + " outputs");
      layer.biases = biases;
    }
  }

  private int stride(Onnx.NodeProto node, Attributes attributes) throws IOException {
    List<Long> strides = attributes.integers("strides");
    require(
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
        require(
            pads.size() == 4 && pads.get(0).equals(pads.get(1)) && pads.get(2).equals(pads.get(3)),
            node,
            "is padded by " + pads + ", rows and columns must be alike");
        return new Padding(Math.toIntExact(pads.get(0)), Math.toIntExact(pads.get(2)));
    }
  }

  private void requireOnes(Onnx.NodeProto node, Attributes attributes, String name)
      throws IOException {
    List<Long> values = attributes.integers(name);
    require(
        values.stream().allMatch(value -> value == 1),
        node,
        "has " + name + " of " + values + ", must be 1");
  }

  private void activation(Activation activation, FoundLayer layer, Onnx.NodeProto node)
      throws IOException {
    require(!layer.hasActivation(), node, "is the second activation of " + layer.node);
    layer.activation = activation;
    layer.activatedLast =
        !layer.poolings.isEmpty()
            || layer.isNormalized()
            || layer.normalizationInMaps != MapNormalization.NONE;
    advance(node);
  }

  private void normalization(Onnx.NodeProto node, Attributes attributes, FoundLayer layer)
      throws IOException {
    require(!flat && layer.convolution, node, "does not come after a convolution");
    requireActivationDone(layer, node);
    require(
        layer.normalizationInMaps == MapNormalization.NONE,
        node,
        "comes after the normalisation inside maps of " + layer.node + "; here it comes before");
    require(
        layer.poolings.isEmpty(),
        node,
        "comes after the pooling of "
            + layer.node
            + " (as in Caffe's reference CaffeNet); here, as in the paper and in bvlc_alexnet, it comes before");
    require(!layer.isNormalized(), node, "is the second normalisation of " + layer.node);
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
                    misfit(
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
      List<Onnx.NodeProto> next = readers.getOrDefault(output, List.of());
      require(
          next.size() == 1 && next.get(0).getOpType().equals("LRN"),
          next.isEmpty() ? split : next.get(0),
          "has to normalise one half of the channels (LRN): the graph splits them");
      Onnx.NodeProto half = next.get(0);
      LrnConvention before = layer.normalization;
      layer.normalization = LrnConvention.NONE;
      normalization(half, new Attributes(half), layer);
      require(
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
            ? Arrays.stream(constant(split, 1).integers()).boxed().toList()
            : attributes.integers("split");
    require(
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
    Onnx.NodeProto joint = readers.getOrDefault(halves.get(0).getOutput(0), List.of(split)).get(0);
    require(
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
      List<Onnx.NodeProto> next = readers.getOrDefault(output, List.of());
      require(
          next.size() == 1 && next.get(0).getOpType().equals("Gemm"),
          next.isEmpty() ? split : next.get(0),
          "has to multiply one half of the numbers (Gemm): the graph splits them");
      halves.add(next.get(0));
      found.add(matrix(next.get(0), inputs / 2));
    }
    FoundLayer first = found.get(0);
    FoundLayer second = found.get(1);
    require(first.outputs == second.outputs, halves.get(1), "has other units than the other half");
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
    require(
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
    require(
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
    List<Onnx.NodeProto> next = readers.getOrDefault(node.getOutput(0), List.of());
    require(
        next.size() == 1 && next.get(0).getOpType().equals(operator),
        next.isEmpty() ? node : next.get(0),
        "is not " + operator + ", which comes next in a normalisation inside maps");
    return next.get(0);
  }

  private void requireNumber(Onnx.NodeProto node, double expected) throws IOException {
    float[] numbers = constant(node, 1).floats();
    require(
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
    require(
        !known.isEmpty(),
        node,
        "has windows of "
            + window
            + " at every pixel number "
            + stride
            + ", must be 3 x 3 or 2 x 2 at every second one");
    Pooling usual = known.get(0);
    Padding padding = padding(node, attributes, usual.window(), stride);
    require(side >= usual.window(), node, "pools maps of " + side + " x " + side);
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
        misfit(
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
    require(
        ofPixels,
        node,
        "takes means of several pixels; an adaptive pooling is read where maps have its size already");
    advance(node);
  }

  private void dropout(Onnx.NodeProto node, Attributes attributes, FoundLayer layer)
      throws IOException {
    double ratio = attributes.number("ratio", 0.5);
    if (node.getInputCount() > 1 && !node.getInput(1).isEmpty()) {
      ratio = constant(node, 1).floats()[0];
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
    addVector(fullyConnected(node, constant(node, 1), false, side * side * channels));
    advance(node);
  }

  private void requireFlat(Onnx.NodeProto node, FoundLayer before) throws IOException {
    requireActivation(before, node);
    require(flat || !before.convolution, node, "reads maps that are not flattened before");
  }

  /** What a Gemm does to so many numbers. */
  private FoundLayer matrix(Onnx.NodeProto node, int inputs) throws IOException {
    Attributes attributes = new Attributes(node);
    require(
        attributes.number("alpha", 1) == 1
            && attributes.number("beta", 1) == 1
            && attributes.integer("transA", 0) == 0,
        node,
        "has alpha, beta or transA, which have to be 1, 1 and 0");
    FoundLayer layer =
        fullyConnected(node, floats(node, 1, 2), attributes.integer("transB", 0) == 1, inputs);
    readBiases(node, layer);
    return layer;
  }

  private FoundLayer fullyConnected(
      Onnx.NodeProto node, Constant matrix, boolean unitsFirst, int inputs) throws IOException {
    require(matrix.shape().size() == 2, node, "multiplies by an array of shape " + matrix.shape());
    require(
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
    return new FoundLayer(words(node), false, units, weights.floats());
  }

  private void addVector(FoundLayer layer) {
    layers.add(layer);
    channels = layer.outputs;
    side = 1;
    flat = true;
  }

  /** The bias of a fully connected layer that is MatMul and Add. */
  private void bias(Onnx.NodeProto node, FoundLayer layer) throws IOException {
    require(
        !layer.convolution && !layer.hasActivation(),
        node,
        "does not add the biases of a fully connected layer");
    float[] biases = operand(node).floats();
    require(
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
    require(
        !layer.convolution && !layer.hasActivation() && (axis == 1 || axis == -1),
        node,
        "does not follow the sums of a fully connected layer, over its units");
    ended = true;
    advance(node);
  }

  private void advance(Onnx.NodeProto node) {
    current = node.getOutput(0);
  }

  /** The constant among the two inputs of a node, the second unless the node does not care. */
  private Constant operand(Onnx.NodeProto node) throws IOException {
    require(
        node.getInputCount() == 2, node, "has " + node.getInputCount() + " inputs, must have 2");
    return constant(node, node.getInput(0).equals(current) ? 1 : 0);
  }

  private Constant floats(Onnx.NodeProto node, int input, int dimensions) throws IOException {
    require(node.getInputCount() > input, node, "has no weights");
    Constant constant = constant(node, input);
    require(
        constant.shape().size() == dimensions,
        node,
        "has weights of shape " + constant.shape() + ", must have " + dimensions + " dimensions");
    return constant;
  }

  private Constant constant(Onnx.NodeProto node, int input) throws IOException {
    String name = node.getInput(input);
    Constant constant = constant(name);
    require(
        constant != null,
        node,
        "reads " + name + ", which is computed; weights have to be constants of the file");
    require(
        constant.unreadable().isEmpty(),
        node,
        "reads " + name + ", which " + constant.unreadable());
    return constant;
  }

  /** A constant, also where a few nodes stand between it and its use; null where it is none. */
  private Constant constant(String name) throws IOException {
    Constant known = file.constants().get(name);
    Onnx.NodeProto maker = makers.get(name);
    if (known != null || maker == null) {
      return known;
    }
    Attributes attributes = new Attributes(maker);
    if (maker.getOpType().equals("Constant")) {
      return attributes.find("value").map(value -> Constant.of(value.getT())).orElse(null);
    }
    Constant source = maker.getInputCount() == 0 ? null : constant(maker.getInput(0));
    if (source == null || !source.unreadable().isEmpty()) {
      return source;
    }
    return switch (maker.getOpType()) {
      case "Identity" -> source;
      case "Transpose" -> source.shape().size() == 2 ? source.transposed() : null;
      case "Reshape" -> reshaped(source, maker);
      default -> null;
    };
  }

  private Constant reshaped(Constant source, Onnx.NodeProto maker) throws IOException {
    Constant shape = maker.getInputCount() > 1 ? constant(maker.getInput(1)) : null;
    List<Long> sizes =
        shape == null
            ? new Attributes(maker).integers("shape")
            : Arrays.stream(shape.integers()).boxed().toList();
    long known = sizes.stream().filter(size -> size > 0).reduce(1L, (a, b) -> a * b);
    return source.reshaped(
        IntStream.range(0, sizes.size())
            .mapToObj(
                i ->
                    switch (Long.signum(sizes.get(i))) {
                      case -1 -> source.floats().length / known;
                      case 0 -> source.shape().get(i);
                      default -> sizes.get(i);
                    })
            .toList());
  }

  private static int size(Constant constant, int dimension) {
    return Math.toIntExact(constant.shape().get(dimension));
  }

  private void require(boolean fits, Onnx.NodeProto node, String otherwise) throws IOException {
    if (!fits) {
      throw misfit(node, otherwise);
    }
  }

  private IOException misfit(Onnx.NodeProto node, String why) {
    return new IOException(
        "node "
            + (file.nodes().indexOf(node) + 1)
            + " of its graph, "
            + words(node)
            + (layers.isEmpty() ? "" : " after " + layers.get(layers.size() - 1).node)
            + ", does not fit: it "
            + why);
  }

  private static String words(Onnx.NodeProto node) {
    String name =
        node.getName().isEmpty() ? String.join(", ", node.getOutputList()) : node.getName();
    return node.getOpType() + " \"" + name + "\"";
  }
}
