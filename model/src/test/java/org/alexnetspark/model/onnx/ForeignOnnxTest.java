package org.alexnetspark.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import onnx.Onnx;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;
import org.alexnetspark.model.onnx.OnnxReading.Channels;
import org.alexnetspark.model.onnx.OnnxReading.Pixels;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LrnConvention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.protobuf.ByteString;

/** Graphs that other programs wrote: what they compute is what is read, or a node is named. */
class ForeignOnnxTest {
  private static final int IMAGES = 2;
  private static final List<Long> PAD_1 = List.of(1L, 1L, 1L, 1L);
  private static final List<Long> PAD_2 = List.of(2L, 2L, 2L, 2L);
  private static final List<Long> BY_4 = List.of(4L, 4L);

  private static final Pixels TORCHVISION =
      new Pixels(
          new MeanColor(123.675f, 116.28f, 103.53f), List.of(58.395, 57.12, 57.375), Channels.RGB);
  private static final Pixels CAFFE =
      new Pixels(new MeanColor(123.68f, 116.78f, 103.94f), List.of(1.0, 1.0, 1.0), Channels.BGR);
  private static final Pixels LEVELS =
      new Pixels(new MeanColor(0, 0, 0), List.of(64.0, 64.0, 64.0), Channels.RGB);

  /** Written by PyTorch 1.13.1 of random weights, with what PyTorch itself answers. */
  @ParameterizedTest
  @ValueSource(strings = {"torch-alexnet", "torch-vgg"})
  void pyTorchsGraphsGivePyTorchsProbabilities(String name) throws IOException {
    Path folder = Path.of("src/test/resources/onnx");
    float[] expected = new float[4];
    String[] numbers = Files.readString(folder.resolve(name + ".txt")).strip().split(" ", -1);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Float.parseFloat(numbers[i]);
    }
    byte[] pixels = new byte[224 * 224 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37 % 256);
    }

    SavedNetwork network = read(Files.readAllBytes(folder.resolve(name + ".onnx")), TORCHVISION);

    requireSame(probabilities(network, pixels), expected);
    assertThat(network.specification().name())
        .isEqualTo(name.equals("torch-vgg") ? "vgg-a" : "alexnet");
    assertThat(network.specification().dropout()).isEqualTo(0.5);
    assertThat(network.mean()).hasSize(256 * 256 * 3).startsWith(123.675f, 116.28f, 103.53f);
  }

  static Stream<Arguments> graphs() {
    return Stream.of(
        Arguments.of("torchvision's alexnet", torchvision(13), 63, TORCHVISION, 1),
        Arguments.of("normalised over both groups", caffe(9), 67, CAFFE, 1),
        Arguments.of("grouped, without normalisation", groups(), 35, CAFFE, 2),
        Arguments.of("normalised by halves", halves(), 35, CAFFE, 2),
        Arguments.of("MatMul and Add", matMul(), 32, LEVELS, 1),
        Arguments.of("constants among the inputs", oldStyle(), 35, CAFFE, 2),
        Arguments.of("constants in nodes", constantNodes(), 32, LEVELS, 1),
        Arguments.of("numbers one by one", floatData(), 63, TORCHVISION, 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("graphs")
  void whatIsReadComputesWhatOnnxRuntimeComputes(
      String name, ForeignGraph graph, int side, Pixels pixels, int towers) throws IOException {
    byte[] file = graph.file();
    byte[] images = pixels(side);

    SavedNetwork network = read(file, pixels);

    float[] outputs = OnnxRuntime.run(file, prepared(images, side, pixels), IMAGES, 3, side, side);
    requireSame(probabilities(network, images), softmax(outputs, 5));
    assertThat(network.specification().towers()).isEqualTo(towers);
  }

  /** Mean, scale, order and crop in the graph: nothing has to be said. */
  @Test
  void meanAndScaleAreReadFromTheGraph() throws IOException {
    ForeignGraph graph =
        ForeignGraph.of(13, Onnx.TensorProto.DataType.UINT8, 40, 40, 3)
            .node("Cast", "cast", List.of(), "to", 1L)
            .constant("levels", new float[] {255})
            .node("Div", "unit", List.of("levels"))
            .node("Transpose", "turn", List.of(), "perm", List.of(0L, 3L, 1L, 2L))
            .constant("mean", new float[] {0.485f, 0.456f, 0.406f}, 1, 3, 1, 1)
            .node("Sub", "centre", List.of("mean"))
            .constant("deviation", new float[] {0.229f, 0.224f, 0.225f}, 1, 3, 1, 1)
            .node("Div", "spread", List.of("deviation"))
            .integers("from", 4, 4)
            .integers("to", 36, 36)
            .integers("axes", 2, 3)
            .node("Slice", "crop", List.of("from", "to", "axes"));
    byte[] file = small(graph, 32).file();
    byte[] pixels = pixels(40);

    SavedNetwork network =
        OnnxReader.read(new ByteArrayInputStream(file), OnnxReading.asTheFileSays());

    float[] outputs = OnnxRuntime.run(file, pixels, IMAGES, 40, 40, 3);
    requireSame(probabilities(network, 40, pixels), softmax(outputs, 5));
    assertThat(network.mean()).hasSize(40 * 40 * 3);
    assertThat(network.mean()[0]).isBetween(123.67f, 123.68f);
    assertThat(network.specification().crop()).isEqualTo(32);
  }

  @Test
  void namesAndConventionsAreThoseOfThePaper() throws IOException {
    SavedNetwork network = read(caffe(9).file(), CAFFE);

    assertThat(network.specification().name()).isEqualTo("alexnet");
    assertThat(network.specification().layers().stream().map(LayerSpecification::name))
        .containsExactly("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8");
    assertThat(network.specification().layer("conv1").normalization())
        .isEqualTo(LrnConvention.CAFFE);
    assertThat(network.specification().layer("fc6").dropout()).isEqualTo(0.25);
    assertThat(network.classes()).containsExactly("0", "1", "2", "3", "4");
  }

  /** The model zoo's bvlcalexnet reads 224 x 224, and pools past the edge. */
  @Test
  void aGraphOfOpenSizeIsReadAtTheSideThatIsNamed() throws IOException {
    byte[] file = small(ForeignGraph.of(13, Onnx.TensorProto.DataType.FLOAT, 3, 0, 0), 32).file();

    assertThatThrownBy(() -> read(file, LEVELS))
        .isInstanceOf(UnsaidException.class)
        .hasMessageContaining("no fixed height and width");
    SavedNetwork network =
        OnnxReader.read(
            new ByteArrayInputStream(file),
            new OnnxReading(Optional.of(LEVELS), OptionalInt.of(32), List.of()));

    byte[] images = pixels(32);
    float[] outputs = OnnxRuntime.run(file, prepared(images, 32, LEVELS), IMAGES, 3, 32, 32);
    requireSame(probabilities(network, images), softmax(outputs, 5));
  }

  @Test
  void poolingPastTheEdgeIsReadWhereTheSideMakesItNone() throws IOException {
    List<Long> atTheFarEdge = List.of(0L, 0L, 1L, 1L);
    ForeignGraph graph =
        ForeignGraph.of(9, 224)
            .conv("conv1", 4, 3, 11, "strides", BY_4)
            .relu()
            .pool("pool1", 3, "pads", atTheFarEdge)
            .node("Flatten", "flat")
            .gemm("fc", 5, 4 * 27 * 27);
    byte[] file = graph.file();

    assertThatThrownBy(() -> read(file, CAFFE))
        .hasMessageContaining("MaxPool \"pool1\" after Conv \"conv1\", does not fit")
        .hasMessageContaining("27 x 27 of maps of 54 x 54")
        .hasMessageContaining("227 x 227");
    SavedNetwork network =
        OnnxReader.read(
            new ByteArrayInputStream(file),
            new OnnxReading(Optional.of(CAFFE), OptionalInt.of(227), List.of()));
    assertThat(network.specification().crop()).isEqualTo(227);
    assertThat(network.specification().layer("conv1").pooledSize()).isEqualTo(27);
  }

  @Test
  void whatTheFileDoesNotSayIsAskedFor() {
    assertThatThrownBy(
            () ->
                OnnxReader.read(
                    new ByteArrayInputStream(caffe(9).file()), OnnxReading.asTheFileSays()))
        .isInstanceOf(UnsaidException.class)
        .hasMessageContaining("does not say how images are prepared");
  }

  static Stream<Arguments> misfits() {
    List<Long> ones = List.of(1L, 1L);
    return Stream.of(
        misfit(
            conv(8, 32)
                .weights("bn", 1, 8)
                .node("BatchNormalization", "bn1", List.of("bn", "bn", "bn", "bn")),
            "node 2 of its graph, BatchNormalization \"bn1\" after Conv \"conv1\", does not fit",
            "folded into the convolution"),
        misfit(
            residual(),
            "node 4 of its graph, Add \"plus\" after Conv \"conv1\", does not fit",
            "the graph has branches"),
        misfit(
            conv(8, 32).conv("conv2", 8, 8, 3),
            "Conv \"conv2\" after Conv \"conv1\"",
            "which has no activation"),
        misfit(
            conv(8, 32).relu().conv("conv2", 8, 2, 3, "group", 4L),
            "Conv \"conv2\"",
            "has 4 groups, must be 1 or 2"),
        misfit(
            conv(8, 32).relu().pool("pool1", 3).lrn("norm1", 1e-4, 1),
            "LRN \"norm1\"",
            "after the pooling of Conv \"conv1\"",
            "CaffeNet"),
        misfit(
            conv(8, 32).relu().lrn("norm1", 2e-5, 1),
            "LRN \"norm1\"",
            "alpha 2.0E-5",
            "alpha 5e-4, bias 2"),
        misfit(
            conv(8, 32).relu().pool("pool1", 5),
            "MaxPool \"pool1\"",
            "windows of [5, 5]",
            "3 x 3 or 2 x 2"),
        misfit(
            conv(8, 32).relu().pool("pool1", 3, "ceil_mode", 1L),
            "MaxPool \"pool1\"",
            "past the edge"),
        misfit(
            conv(8, 32)
                .relu()
                .node("AveragePool", "mean", List.of(), "kernel_shape", List.of(2L, 2L)),
            "AveragePool \"mean\"",
            "means of several pixels"),
        misfit(conv(8, 32).node("Sigmoid", "act"), "Sigmoid \"act\"", "none of Conv, Relu"),
        misfit(
            small(ForeignGraph.of(13, 32), 32).node("LogSoftmax", "log"),
            "LogSoftmax \"log\"",
            "none of"),
        misfit(
            small(ForeignGraph.of(13, 32), 32).relu(),
            "has an activation; only a softmax may follow"),
        misfit(conv(8, 32).relu(), "without a fully connected layer"),
        misfit(
            conv(8, 32).relu().gemm("fc", 5, 8 * 32 * 32), "Gemm \"fc\"", "not flattened before"),
        misfit(
            conv(8, 32).relu().node("Flatten", "flat").gemm("fc", 5, 100),
            "Gemm \"fc\"",
            "reads 100 numbers, and the maps before it have 8 x 32 x 32"),
        misfit(
            conv(8, 32).relu().conv("conv2", 8, 8, 3, "dilations", List.of(2L, 2L)),
            "Conv \"conv2\"",
            "dilations of [2, 2]"),
        misfit(
            conv(8, 32).relu().conv("conv2", 8, 8, 3, "pads", List.of(0L, 0L, 1L, 1L)),
            "Conv \"conv2\"",
            "padded unevenly"),
        misfit(
            conv(8, 32).relu().conv("conv2", 8, 8, 3, "strides", List.of(1L, 2L)),
            "Conv \"conv2\"",
            "strides of [1, 2]"),
        misfit(
            ForeignGraph.of(13, 32).node("Resize", "larger"),
            "node 1 of its graph, Resize \"larger\", does not fit",
            "before the first convolution"),
        misfit(
            ForeignGraph.of(13, Onnx.TensorProto.DataType.FLOAT, 3, 32, 40).conv("c", 8, 3, 3),
            "Conv \"c\"",
            "32 x 40, must be square"),
        misfit(
            ForeignGraph.of(13, Onnx.TensorProto.DataType.FLOAT, 1, 28, 28).conv("c", 8, 1, 3),
            "Conv \"c\"",
            "must be of 3 channels"),
        misfit(ForeignGraph.of(99, 32), "(opset) 99, known here are 1 to"),
        misfit(
            conv(8, 32).changed(ForeignOnnxTest::putWeightsElsewhere),
            "Conv \"conv1\"",
            "conv1_w, which lies in another file (external data)"),
        misfit(
            conv(8, 32).changed(ForeignOnnxTest::halvePrecision),
            "Conv \"conv1\"",
            "conv1_w, which is of type FLOAT16"),
        misfit(
            ForeignGraph.of(13, 32)
                .weights("raw", 1, 8, 3, 3, 3)
                .beside("Tanh", "computed", List.of("raw"))
                .node("Conv", "conv1", List.of("computed"), "kernel_shape", ones),
            "Conv \"conv1\"",
            "reads computed, which is computed"),
        misfit(
            conv(8, 32)
                .changed(graph -> graph.addInput(graph.getInput(0).toBuilder().setName("more"))),
            "[data, more], must be one batch"));
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void whatDoesNotFitIsNamed(ForeignGraph graph, List<String> words) {
    assertThatThrownBy(() -> read(graph.file(), LEVELS))
        .isInstanceOf(IOException.class)
        .message()
        .contains(words)
        .doesNotContain("\n");
  }

  private static Arguments misfit(ForeignGraph graph, String... words) {
    return Arguments.of(graph, List.of(words));
  }

  private static ForeignGraph conv(int kernels, int side) {
    return ForeignGraph.of(13, side).conv("conv1", kernels, 3, 3, "pads", PAD_1);
  }

  private static ForeignGraph residual() {
    ForeignGraph graph = conv(8, 32).relu();
    String trunk = graph.current();
    return graph.conv("conv2", 8, 8, 3, "pads", PAD_1).node("Add", "plus", List.of(trunk));
  }

  private static void putWeightsElsewhere(Onnx.GraphProto.Builder graph) {
    graph
        .getInitializerBuilder(0)
        .clearRawData()
        .setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL)
        .addExternalData(
            Onnx.StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"));
  }

  private static void halvePrecision(Onnx.GraphProto.Builder graph) {
    Onnx.TensorProto.Builder weights = graph.getInitializerBuilder(0);
    weights
        .setDataType(Onnx.TensorProto.DataType.FLOAT16_VALUE)
        .setRawData(ByteString.copyFrom(new byte[weights.getRawData().size() / 2]));
  }

  /** 63: 15 after conv1, 7 and 3 after poolings. */
  private static ForeignGraph torchvision(int opset) {
    return ForeignGraph.of(opset, 63)
        .conv("conv1", 6, 3, 11, "strides", BY_4, "pads", PAD_2)
        .relu()
        .pool("pool1", 3)
        .conv("conv2", 9, 6, 5, "pads", PAD_2)
        .relu()
        .pool("pool2", 3)
        .conv("conv3", 7, 9, 3, "pads", PAD_1)
        .relu()
        .conv("conv4", 5, 7, 3, "pads", PAD_1)
        .relu()
        .conv("conv5", 4, 5, 3, "pads", PAD_1)
        .relu()
        .pool("pool5", 3)
        .node("AveragePool", "adaptive", List.of(), "kernel_shape", List.of(1L, 1L))
        .node("Flatten", "flat")
        .node("Dropout", "drop6")
        .gemm("fc6", 9, 4)
        .relu()
        .node("Dropout", "drop7")
        .gemm("fc7", 7, 9)
        .relu()
        .gemm("fc8", 5, 7);
  }

  /** As Caffe2 converted bvlc_alexnet: normalised over all channels, though kernels see halves. */
  private static ForeignGraph caffe(int opset) {
    return ForeignGraph.of(opset, 67)
        .conv("conv1", 6, 3, 11, "strides", BY_4)
        .relu()
        .lrn("norm1", 1e-4, 1)
        .pool("pool1", 3)
        .conv("conv2", 8, 3, 5, "pads", PAD_2, "group", 2L)
        .relu()
        .lrn("norm2", 1e-4, 1)
        .pool("pool2", 3)
        .conv("conv3", 6, 8, 3, "pads", PAD_1)
        .relu()
        .conv("conv4", 6, 3, 3, "pads", PAD_1, "group", 2L)
        .relu()
        .conv("conv5", 4, 3, 3, "pads", PAD_1, "group", 2L)
        .relu()
        .pool("pool5", 3)
        .integers("vector", -1, 4)
        .node("Reshape", "flat", List.of("vector"))
        .gemm("fc6", 8, 4)
        .relu()
        .node("Dropout", "drop6", List.of(), "ratio", 0.25f)
        .gemm("fc7", 8, 8)
        .relu()
        .node("Dropout", "drop7", List.of(), "ratio", 0.25f)
        .gemm("fc8", 5, 8)
        .node("Softmax", "prob", List.of(), "axis", 1L);
  }

  /** 35: 9 after conv1, 4 after pooling, whose windows and padding would reach no further. */
  private static ForeignGraph groups() {
    return ForeignGraph.of(11, 35)
        .conv("conv1", 6, 3, 3, "strides", BY_4)
        .relu()
        .pool("pool1", 2, "pads", List.of(0L, 0L, 0L, 0L))
        .conv("conv2", 8, 3, 3, "pads", PAD_1, "group", 2L)
        .node("Tanh", "tanh")
        .pool("pool2", 2, "ceil_mode", 1L)
        .node("Flatten", "flat")
        .gemm("fc6", 8, 32)
        .relu()
        .gemm("fc8", 5, 8)
        .node("Softmax", "prob", List.of(), "axis", 1L);
  }

  private static ForeignGraph halves() {
    return ForeignGraph.of(9, 35)
        .conv("conv1", 6, 3, 3, "strides", BY_4)
        .relu()
        .changed(
            graph -> {
              graph
                  .addNodeBuilder()
                  .setOpType("Split")
                  .addInput("conv1_out_relu_out")
                  .addOutput("a")
                  .addOutput("b")
                  .addAttribute(
                      Onnx.AttributeProto.newBuilder()
                          .setName("axis")
                          .setType(Onnx.AttributeProto.AttributeType.INT)
                          .setI(1));
              for (String half : List.of("a", "b")) {
                graph.addNode(
                    ForeignGraph.of(9, 3).lrn("any", 5e-4, 2).graphNode(0).toBuilder()
                        .setName(half)
                        .setInput(0, half)
                        .setOutput(0, half + "_norm"));
              }
              graph
                  .addNodeBuilder()
                  .setOpType("Concat")
                  .addInput("a_norm")
                  .addInput("b_norm")
                  .addOutput("joint")
                  .addAttribute(
                      Onnx.AttributeProto.newBuilder()
                          .setName("axis")
                          .setType(Onnx.AttributeProto.AttributeType.INT)
                          .setI(1));
            })
        .from("joint")
        .pool("pool1", 2)
        .conv("conv2", 8, 3, 3, "pads", PAD_1, "group", 2L)
        .relu()
        .node("Flatten", "flat")
        .gemm("fc6", 8, 128)
        .relu()
        .gemm("fc8", 5, 8);
  }

  private static ForeignGraph small(ForeignGraph start, int side) {
    int pooled = side / 2;
    return start
        .conv("conv1", 4, 3, 3, "pads", PAD_1)
        .relu()
        .pool("pool1", 2)
        .node("Flatten", "flat")
        .gemm("fc", 5, 4 * pooled * pooled);
  }

  private static ForeignGraph matMul() {
    return ForeignGraph.of(13, 32)
        .conv("conv1", 4, 3, 3, "auto_pad", "SAME_UPPER")
        .node("Identity", "same")
        .relu()
        .pool("pool1", 2)
        .node("Flatten", "flat")
        .matMulAndAdd("fc6", 7, 4 * 16 * 16)
        .relu()
        .matMulAndAdd("fc7", 5, 7)
        .node("Softmax", "prob");
  }

  /** Up to version 3 of the format, constants had to be inputs too. */
  private static ForeignGraph oldStyle() {
    return groups()
        .changed(
            graph ->
                graph
                    .getInitializerList()
                    .forEach(
                        constant -> {
                          Onnx.TensorShapeProto.Builder shape = Onnx.TensorShapeProto.newBuilder();
                          constant
                              .getDimsList()
                              .forEach(size -> shape.addDimBuilder().setDimValue(size));
                          Onnx.ValueInfoProto.Builder input = graph.addInputBuilder();
                          input.setName(constant.getName());
                          input
                              .getTypeBuilder()
                              .getTensorTypeBuilder()
                              .setElemType(constant.getDataType())
                              .setShape(shape);
                        }));
  }

  private static ForeignGraph constantNodes() {
    ForeignGraph graph = small(ForeignGraph.of(13, 32), 32);
    return graph.changed(
        builder -> {
          List<Onnx.NodeProto> nodes = List.copyOf(builder.getNodeList());
          builder.clearNode();
          for (Onnx.TensorProto constant : builder.getInitializerList()) {
            builder
                .addNodeBuilder()
                .setOpType("Constant")
                .addOutput(constant.getName())
                .addAttribute(
                    Onnx.AttributeProto.newBuilder()
                        .setName("value")
                        .setType(Onnx.AttributeProto.AttributeType.TENSOR)
                        .setT(constant));
          }
          builder.clearInitializer().addAllNode(nodes);
        });
  }

  private static ForeignGraph floatData() {
    return torchvision(11)
        .changed(
            graph ->
                graph
                    .getInitializerBuilderList()
                    .forEach(
                        constant -> {
                          Onnx.TensorProto raw = constant.build();
                          for (float number : Constant.of(raw).floats()) {
                            constant.addFloatData(number);
                          }
                          constant.clearRawData();
                        }));
  }

  private static SavedNetwork read(byte[] file, Pixels pixels) throws IOException {
    return OnnxReader.read(
        new ByteArrayInputStream(file),
        new OnnxReading(Optional.of(pixels), OptionalInt.empty(), List.of()));
  }

  private static byte[] pixels(int side) {
    byte[] pixels = new byte[IMAGES * side * side * 3];
    new Random(7).nextBytes(pixels);
    return pixels;
  }

  /** As the program that wrote the graph prepares pixels: [image, channel, row, column]. */
  private static float[] prepared(byte[] images, int side, Pixels pixels) {
    MeanColor mean = pixels.mean();
    float[] means = {mean.red(), mean.green(), mean.blue()};
    float[] numbers = new float[images.length];
    for (int i = 0; i < images.length; i++) {
      int channel = i % 3;
      int from = pixels.channels() == Channels.BGR ? 2 - channel : channel;
      numbers[i] =
          (float)
              (((images[i - channel + from] & 0xff) - means[from]) / pixels.deviations().get(from));
    }
    return SavedNetworks.channelsFirst(numbers, side);
  }

  /** Of images as large as the network's input. */
  private static float[] probabilities(SavedNetwork network, byte[] pixels) {
    return probabilities(network, network.specification().crop(), pixels);
  }

  private static float[] probabilities(SavedNetwork network, int side, byte[] pixels) {
    int length = side * side * 3;
    float[] mean = Arrays.copyOf(network.mean(), length);
    Preparation preparation = new Preparation(side, network.specification().crop(), mean);
    View view = View.centre(side, network.specification().crop());
    List<ViewedImage> images =
        Stream.iterate(0, i -> i < pixels.length / length, i -> i + 1)
            .map(i -> Arrays.copyOfRange(pixels, i * length, (i + 1) * length))
            .map(image -> new ViewedImage(image, view))
            .toList();
    return SavedNetworks.probabilities(
        network, new ViewedImages(preparation, images), images.size());
  }

  /** Of sums; what adds up to one is probabilities already. */
  private static float[] softmax(float[] outputs, int classes) {
    float[] result = outputs.clone();
    for (int start = 0; start < outputs.length; start += classes) {
      double sum = 0;
      for (int i = start; i < start + classes; i++) {
        sum += outputs[i];
      }
      if (Math.abs(sum - 1) < 1e-5) {
        continue;
      }
      double total = 0;
      for (int i = start; i < start + classes; i++) {
        total += Math.exp(outputs[i]);
      }
      for (int i = start; i < start + classes; i++) {
        result[i] = (float) (Math.exp(outputs[i]) / total);
      }
    }
    return result;
  }

  private static void requireSame(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i] / expected[i]).isBetween(1 - 1e-4f, 1 + 1e-4f);
    }
  }
}
