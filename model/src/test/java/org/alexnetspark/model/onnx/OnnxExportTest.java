package org.alexnetspark.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx;
import org.alexnetspark.model.dl4j.Pretrained;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.alexnetspark.model.input.MeanColor;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.reference.Numbers;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exported, run by onnxruntime, and read back. */
class OnnxExportTest {
  private static final String VERSION = "1.2.3";
  private static final int IMAGES = 3;

  static Stream<NetworkSpecification> kinds() {
    return SavedNetworks.kinds();
  }

  static Stream<Arguments> kindsAndInputs() {
    return kinds()
        .flatMap(
            network ->
                Arrays.stream(OnnxInput.values()).map(input -> Arguments.of(network, input)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void onnxRuntimeGivesTheSameProbabilities(NetworkSpecification specification) throws IOException {
    SavedNetwork network = SavedNetworks.of(specification);
    int crop = specification.crop();
    float[] images = Numbers.floats(Numbers.normal(3, IMAGES * specification.imageLength(), 60));

    float[] actual =
        OnnxRuntime.run(
            export(network, OnnxInput.PREPARED),
            SavedNetworks.channelsFirst(images, crop),
            IMAGES,
            3,
            crop,
            crop);

    requireSame(actual, SavedNetworks.probabilities(network, new ReadyImages(images), IMAGES));
  }

  @Test
  void pixelsAreCroppedAndTheMeanSubtractedInsideTheGraph() throws IOException {
    for (SavedNetwork network :
        List.of(
            SavedNetworks.of(SavedNetworks.TINY),
            SavedNetworks.ofMeanColor(SavedNetworks.TINY.withInputScale(1.0 / 60)))) {
      byte[] pixels = SavedNetworks.pixels(IMAGES);
      float[] expected = SavedNetworks.probabilities(network, pixels);
      int size = SavedNetworks.IMAGE_SIZE;

      requireSame(
          OnnxRuntime.run(export(network, OnnxInput.NHWC), pixels, IMAGES, size, size, 3),
          expected);
      requireSame(
          OnnxRuntime.run(
              export(network, OnnxInput.NCHW),
              SavedNetworks.channelsFirst(pixels, size),
              IMAGES,
              3,
              size,
              size),
          expected);
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndInputs")
  void whatIsReadBackIsWhatWasWrittenToTheBit(NetworkSpecification specification, OnnxInput input)
      throws IOException {
    for (SavedNetwork network :
        List.of(SavedNetworks.of(specification), SavedNetworks.ofMeanColor(specification))) {
      byte[] file = export(network, input);

      SavedNetwork read = read(file);
      Pretrained pretrained =
          OnnxReader.readPretrained(new ByteArrayInputStream(file), OnnxReading.asTheFileSays());

      assertThat(read.specification()).isEqualTo(specification);
      assertThat(read.parameters()).isEqualTo(network.parameters());
      assertThat(read.mean()).isEqualTo(network.mean());
      assertThat(read.classes()).isEqualTo(network.classes());
      assertThat(pretrained.specification()).isEqualTo(specification);
      assertThat(pretrained.parameters()).isEqualTo(network.parameters());
      assertThat(pretrained.classes()).isEqualTo(network.classes());
      assertThat(export(read, input)).isEqualTo(file);
    }
  }

  /** A file whose metadata were lost in a tool. */
  @ParameterizedTest
  @MethodSource("kinds")
  void theGraphAloneGivesTheSameNetwork(NetworkSpecification specification) throws IOException {
    SavedNetwork network = SavedNetworks.of(specification);
    Onnx.ModelProto model = Onnx.ModelProto.parseFrom(export(network, OnnxInput.NCHW));

    SavedNetwork read = read(model.toBuilder().clearMetadataProps().build().toByteArray());

    assertThat(read.parameters()).isEqualTo(network.parameters());
    assertThat(read.mean()).isEqualTo(network.mean());
    assertThat(read.specification().towers()).isEqualTo(specification.towers());
    assertThat(shapes(read.specification())).isEqualTo(shapes(specification));
    assertThat(read.classes()).containsExactly("0", "1", "2", "3", "4");
  }

  /** In one tower, its own maps are all. */
  private static List<String> shapes(NetworkSpecification network) {
    return network.layers().stream()
        .map(
            layer ->
                layer.outputChannels()
                    + " of "
                    + layer.kernel()
                    + "/"
                    + layer.stride()
                    + layer.padding()
                    + (network.towers() == 1 || layer.seesBothTowers())
                    + layer.inputSize()
                    + layer.activation()
                    + layer.normalization()
                    + layer.normalizationInMaps()
                    + layer.activatedLast()
                    + layer.pooledSize())
        .toList();
  }

  @Test
  void towersAreGroupsAndEachIsNormalisedByItself() throws IOException {
    Onnx.GraphProto graph =
        Onnx.ModelProto.parseFrom(export(SavedNetworks.of(SavedNetworks.TINY), OnnxInput.NHWC))
            .getGraph();

    assertThat(
            graph.getNodeList().stream()
                .map(
                    node ->
                        node.getOpType()
                            + " "
                            + node.getName()
                            + " -> "
                            + String.join(",", node.getOutputList()))
                .collect(Collectors.joining("\n")))
        .isEqualTo(
            """
            Transpose image/channels-first -> image/channels-first
            Cast image/levels -> image/levels
            Sub image/less-mean -> image/less-mean
            Slice image/crop -> image/crop
            Conv conv1 -> conv1/sums
            Relu conv1/relu -> conv1/relu
            Split conv1/norm/split -> conv1/norm/split-0,conv1/norm/split-1
            LRN conv1/norm-0 -> conv1/norm-0
            LRN conv1/norm-1 -> conv1/norm-1
            Concat conv1/norm -> conv1/norm
            MaxPool conv1/pool -> conv1
            Conv conv2 -> conv2/sums
            Relu conv2/relu -> conv2/relu
            Split conv2/norm/split -> conv2/norm/split-0,conv2/norm/split-1
            LRN conv2/norm-0 -> conv2/norm-0
            LRN conv2/norm-1 -> conv2/norm-1
            Concat conv2/norm -> conv2/norm
            MaxPool conv2/pool -> conv2
            Conv conv3 -> conv3/sums
            Relu conv3/relu -> conv3
            Conv conv4 -> conv4/sums
            Relu conv4/relu -> conv4
            Conv conv5 -> conv5/sums
            Relu conv5/relu -> conv5/relu
            MaxPool conv5/pool -> conv5
            Flatten fc6/input -> fc6/input
            Gemm fc6 -> fc6/sums
            Relu fc6/relu -> fc6
            Gemm fc7 -> fc7/sums
            Relu fc7/relu -> fc7
            Gemm fc8 -> fc8
            Softmax probabilities -> probabilities""");
    assertThat(
            graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals("Conv"))
                .map(node -> new Attributes(node).integer("group", 0)))
        .containsExactly(1L, 2L, 1L, 2L, 2L);
    assertThat(
            graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals("LRN"))
                .map(
                    node ->
                        List.of(
                            new Attributes(node).integer("size", 0),
                            new Attributes(node).number("alpha", 0),
                            new Attributes(node).number("beta", 0),
                            new Attributes(node).number("bias", 0)))
                .distinct())
        .containsExactly(List.of(5L, (double) 5e-4f, 0.75, 2.0));
  }

  @Test
  void theFileSaysClassesAndHowImagesArePrepared() throws IOException {
    Onnx.ModelProto model =
        Onnx.ModelProto.parseFrom(
            export(SavedNetworks.ofMeanColor(SavedNetworks.TINY), OnnxInput.PREPARED));

    assertThat(model.getProducerName()).isEqualTo("alexnet-spark");
    assertThat(model.getProducerVersion()).isEqualTo(VERSION);
    assertThat(
            model.getMetadataPropsList().stream()
                .collect(
                    Collectors.toMap(
                        Onnx.StringStringEntryProto::getKey,
                        Onnx.StringStringEntryProto::getValue)))
        .containsEntry("classes", "n1 cat\nn2 dog\nn3\nn4 \"quoted\"\nn5 \u00e9")
        .containsEntry("channels", "RGB")
        .containsEntry("image.size", "256")
        .containsEntry("image.crop", "224")
        .containsEntry("mean.color", "123.68,116.78,103.94")
        .containsEntry(
            "preprocessing",
            "Shorter side resized to 256, central 256 x 256 cut out, RGB of 8 bits, less the mean, central 224 x 224 of that, "
                + "as float [N,3,224,224]. Softmax is in the graph.")
        .containsKey("network");
  }

  @Test
  void whatTheFileSaysIsNotSaidAgain() throws IOException {
    byte[] file = export(SavedNetworks.of(SavedNetworks.TINY), OnnxInput.NHWC);
    OnnxReading reading =
        new OnnxReading(
            Optional.of(
                new OnnxReading.Pixels(
                    new MeanColor(1, 2, 3), List.of(1.0, 1.0, 1.0), OnnxReading.Channels.RGB)),
            OptionalInt.empty(),
            List.of());

    assertThatThrownBy(() -> OnnxReader.read(new ByteArrayInputStream(file), reading))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the file itself says how images are prepared");
  }

  @Test
  void aGraphThatAnotherProgramChangedIsNotTakenForTheOldOne() throws IOException {
    Onnx.ModelProto.Builder model =
        Onnx.ModelProto.parseFrom(export(SavedNetworks.of(SavedNetworks.TINY), OnnxInput.NCHW))
            .toBuilder();
    model
        .getGraphBuilder()
        .getNodeBuilderList()
        .forEach(
            node ->
                node.getAttributeBuilderList().stream()
                    .filter(attribute -> attribute.getName().equals("alpha"))
                    .forEach(attribute -> attribute.setF(1e-4f)));
    model
        .getGraphBuilder()
        .getNodeBuilderList()
        .forEach(
            node ->
                node.getAttributeBuilderList().stream()
                    .filter(attribute -> attribute.getName().equals("bias"))
                    .forEach(attribute -> attribute.setF(1)));

    assertThatThrownBy(() -> read(model.build().toByteArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its graph is not that of its metadata any more: layer 1")
        .hasMessageContaining("CAFFE")
        .hasMessageContaining("PAPER");
  }

  @Test
  void aFileThatIsCutOffSaysSoWhereverItIsCut() throws IOException {
    byte[] file = export(SavedNetworks.of(SavedNetworks.TINY), OnnxInput.NHWC);

    // Also between two nodes: what is there then is whole.
    IntStream.concat(IntStream.range(0, 3_000), IntStream.of(file.length / 2, file.length - 1))
        .forEach(
            length ->
                assertThatThrownBy(() -> read(Arrays.copyOf(file, length)))
                    .as("%d of %d bytes", length, file.length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cut off"));
  }

  @Test
  void whatIsNoOnnxFileSaysSo() {
    for (String text :
        List.of(
            "<!DOCTYPE html><html>404</html>",
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            "PK\u0003\u0004 and so on")) {
      assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8)))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no ONNX file");
    }
  }

  private static byte[] export(SavedNetwork network, OnnxInput input) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    OnnxWriter.write(network, input, VERSION, file);
    return file.toByteArray();
  }

  private static SavedNetwork read(byte[] file) throws IOException {
    return OnnxReader.read(new ByteArrayInputStream(file), OnnxReading.asTheFileSays());
  }

  private static void requireSame(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i] / expected[i]).isBetween(1 - 1e-4f, 1 + 1e-4f);
    }
  }
}
