package org.alexnetspark.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.alexnetspark.model.Network;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.reference.Numbers;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.AlexNetSource;
import org.alexnetspark.model.specification.Arrangement;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.MapNormalization;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.Pooling;
import org.alexnetspark.model.specification.Vgg;
import org.alexnetspark.npy.NpyFile;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

class NetworkArchiveTest {

  private static final NetworkSpecification TINY = AlexNet.paper(5).withWidth(0.06);

  @TempDir Path folder;

  static Stream<NetworkSpecification> kindsOfNetwork() {
    return Stream.of(
        TINY,
        TINY.withCrop(227).withLrn(LrnConvention.CAFFE).withActivation(Activation.TANH),
        TINY.withArrangement(Arrangement.ONE_TOWER).withWidth(0.03),
        TINY.withArrangement(Arrangement.HALF),
        TINY.without("conv2"),
        TINY.without("conv4"),
        TINY.without("fc7"),
        TINY.withInputScale(1.0 / 60),
        TINY.withLrn(LrnConvention.NONE).withPooling(Pooling.PLAIN).withDropout(0),
        AlexNetSource.NET_148.of(5).withWidth(0.06).withInputScale(1.0 / 60),
        Vgg.A_LRN.paper(5).withCrop(32).withWidth(0.06).withDropout(0),
        Vgg.C.paper(5).withCrop(64).withWidth(0.06).withInputScale(1.0 / 60));
  }

  /** AlexNet's options instead of a list of layers. */
  @Test
  void anArchiveOfVersion01IsRead() throws IOException {
    NetworkSpecification expected =
        AlexNet.paper(3)
            .withWidth(0.012)
            .withArrangement(Arrangement.HALF)
            .withCrop(227)
            .withActivation(Activation.TANH)
            .withLrn(LrnConvention.CAFFE)
            .withPooling(Pooling.PLAIN)
            .without("conv4")
            .withDropout(0.25)
            .withInputScale(0.5);

    SavedNetwork read = NetworkArchive.read(Path.of("src/test/resources/version-0.1/model.zip"));

    assertThat(read.specification()).isEqualTo(expected);
    assertThat(read.parameters()).isEqualTo(Initialization.PAPER.parameters(expected, 3, 60));
    assertThat(read.classes()).containsExactly("n01 one", "n02 two", "n03 three");
  }

  @ParameterizedTest
  @MethodSource("kindsOfNetwork")
  void plainDl4jLoadsItAndGivesTheSameProbabilities(NetworkSpecification specification)
      throws IOException {
    SavedNetwork saved = saved(specification);
    float[] images = Numbers.floats(Numbers.normal(3, 3 * specification.imageLength(), 60));
    float[] probabilities = new float[3 * 5];
    try (Network network =
        new Network(
            specification,
            3,
            new DeviceChoice(DeviceChoice.Kind.ND4J, DeviceChoice.Precision.FP32)
                .forTowers(specification.towers()))) {
      network.setParameters(saved.parameters(), new float[saved.parameters().length]);
      network.probabilities(new ReadyImages(images), 3, probabilities);
    }
    Path file = folder.resolve("model.zip");
    NetworkArchive.write(saved, file);

    ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile());

    int crop = specification.crop();
    float[] actual =
        graph
            .outputSingle(
                Nd4j.create(images, new long[] {3, crop, crop, 3}, 'c')
                    .permute(0, 3, 1, 2)
                    .dup('c'))
            .dup('c')
            .data()
            .asFloat();
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i] / probabilities[i]).isBetween(1 - 1e-4f, 1 + 1e-4f);
    }
  }

  @ParameterizedTest
  @MethodSource("kindsOfNetwork")
  void comesBackAsItWas(NetworkSpecification specification) throws IOException {
    SavedNetwork saved = saved(specification);
    Path file = folder.resolve("model.zip");
    NetworkArchive.write(saved, file);

    SavedNetwork read = NetworkArchive.read(file);

    assertThat(read.specification()).isEqualTo(specification);
    assertThat(read.parameters()).isEqualTo(saved.parameters());
    assertThat(read.mean()).isEqualTo(saved.mean());
    assertThat(read.classes()).isEqualTo(saved.classes());
  }

  @ParameterizedTest
  @MethodSource("kindsOfNetwork")
  void coefficientsAreTheBytesThatNd4jWrites(NetworkSpecification specification)
      throws IOException {
    SavedNetwork saved = saved(specification);
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    ComputationGraph graph = Dl4jGraph.of(specification, saved.parameters());
    Nd4j.write(graph.params(), new DataOutputStream(theirs));
    ByteArrayOutputStream ours = new ByteArrayOutputStream();

    Coefficients.write(
        ours, specification, Dl4jGraph.layerOrder(specification), saved.parameters());

    assertThat(Arrays.equals(ours.toByteArray(), theirs.toByteArray())).isTrue();
  }

  static Stream<NetworkSpecification> networksThatDl4jLacksAnOperationOf() {
    return Stream.of(
            AlexNetSource.NET_145,
            AlexNetSource.NET_147,
            AlexNetSource.NET_150,
            AlexNetSource.NET_145_HALF)
        .map(net -> net.of(5).withWidth(0.06));
  }

  @ParameterizedTest
  @MethodSource("networksThatDl4jLacksAnOperationOf")
  void whatDl4jCannotReadComesBackAsItWasAndSaysWhy(NetworkSpecification specification)
      throws IOException {
    SavedNetwork saved = saved(specification);
    Path file = folder.resolve("model.zip");
    NetworkArchive.write(saved, file);

    assertThat(NetworkArchive.read(file).specification()).isEqualTo(specification);
    assertThat(NetworkArchive.read(file).parameters()).isEqualTo(saved.parameters());
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.getEntry("configuration.json")).isNull();
      assertThat(zip.getInputStream(zip.getEntry("NOT-FOR-DL4J.txt")))
          .hasContent(
              "DL4J has no normalisation inside maps, which conv2 of "
                  + specification.name()
                  + " has");
    }
  }

  /** All but that normalisation DL4J has: towers that do not meet, windows to the edge. */
  @ParameterizedTest
  @MethodSource("networksThatDl4jLacksAnOperationOf")
  void withoutThatNormalizationPlainDl4jGivesTheSameProbabilities(NetworkSpecification whole)
      throws IOException {
    plainDl4jLoadsItAndGivesTheSameProbabilities(
        whole
            .withInputScale(1.0 / 60)
            .withDefinitions(
                whole.definitions().stream()
                    .map(
                        layer ->
                            layer
                                    instanceof
                                    org.alexnetspark.model.specification.ConvolutionLayer
                                        convolution
                                ? convolution.normalizedInMaps(MapNormalization.NONE)
                                : layer)
                    .toList()));
  }

  @Test
  void coefficientsOfAnotherNetworkAreRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<String> layers = Dl4jGraph.layerOrder(TINY);
    Coefficients.write(bytes, TINY, layers, saved(TINY).parameters());

    assertThatThrownBy(
            () ->
                Coefficients.read(
                    new ByteArrayInputStream(bytes.toByteArray()), TINY.withClasses(6), layers))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(String.valueOf(TINY.parameterCount()));
    assertThatThrownBy(
            () ->
                Coefficients.read(
                    new ByteArrayInputStream(bytes.toByteArray(), 0, bytes.size() - 1),
                    TINY,
                    layers))
        .hasMessageContaining("end early");
    assertThatThrownBy(
            () ->
                Coefficients.read(
                    new ByteArrayInputStream(bytes.toByteArray()), TINY, layers.subList(1, 3)))
        .hasMessageContaining("conv1-0");
  }

  @Test
  void theModelCardTravelsInTheArchive() throws IOException {
    Path file = folder.resolve("model.zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      NetworkArchive.write(saved(TINY), Optional.of("# Card"), out);
    }

    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.getInputStream(zip.getEntry(NetworkArchive.CARD))).hasContent("# Card");
    }
    assertThat(NetworkArchive.read(file).parameters()).isEqualTo(saved(TINY).parameters());
  }

  @Test
  void theSameNetworkIsTheSameBytes() throws IOException {
    assertThat(Arrays.equals(bytes(saved(TINY)), bytes(saved(TINY)))).isTrue();
  }

  @Test
  void whatIsNoArchiveIsSaid() throws IOException {
    assertThatThrownBy(() -> NetworkArchive.read(new ByteArrayInputStream(new byte[] {1, 2, 3})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("network.json");
    ComputationGraph foreign = Dl4jGraph.of(TINY, saved(TINY).parameters());
    Path file = folder.resolve("foreign.zip");
    ModelSerializer.writeModel(foreign, file.toFile(), false);
    assertThatThrownBy(() -> NetworkArchive.read(file)).hasMessageContaining("network.json");
  }

  @ParameterizedTest
  @MethodSource("kindsOfNetwork")
  void aGraphThatDl4jSavedIsKnownByItsLayers(NetworkSpecification specification)
      throws IOException {
    SavedNetwork saved = saved(specification);
    Path file = folder.resolve("saved-by-dl4j.zip");
    ComputationGraph graph = Dl4jGraph.of(specification, saved.parameters());
    ModelSerializer.writeModel(graph, file.toFile(), true);

    Pretrained read = readPretrained(file);

    assertThat(read.specification())
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> Math.abs(a - b) < 1e-3, Double.class)
        .isEqualTo(specification);
    assertThat(read.parameters()).isEqualTo(saved.parameters());
    assertThat(read.classes()).isEmpty();
  }

  @Test
  void aGraphThatIsNoAlexNetIsRefusedWithTheFirstDifference() throws IOException {
    ComputationGraph graph = Dl4jGraph.of(TINY, saved(TINY).parameters());
    ConvolutionLayer conv4 = (ConvolutionLayer) graph.getLayer("conv4-1").conf().getLayer();
    conv4.setStride(new int[] {2, 2});
    Path file = folder.resolve("other.zip");
    ModelSerializer.writeModel(graph, file.toFile(), false);

    assertThatThrownBy(() -> readPretrained(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its conv4-1 is a ConvolutionLayer [3, 3] / [2, 2]")
        .hasMessageContaining("expected a ConvolutionLayer [3, 3] / [1, 1]");
  }

  @Test
  void trainingGoesOnFromEveryLayerButTheLastWhenTheClassesAreOthers() {
    SavedNetwork saved = saved(TINY);
    Pretrained trained = new Pretrained(TINY, saved.parameters(), saved.classes());
    NetworkSpecification continued = trained.continued(7, 0.25);
    float[] fresh = Initialization.HE.parameters(continued, 9, 60);

    float[] start = trained.into(fresh, 7, false);

    assertThat(continued).isEqualTo(TINY.withClasses(7).withDropout(0.25));
    ParameterLayout old = new ParameterLayout(TINY);
    ParameterLayout layout = new ParameterLayout(continued);
    for (int tower = 0; tower < 2; tower++) {
      for (int layer = 0; layer < 7; layer++) {
        assertThat(part(start, layout.weights(tower, layer)))
            .isEqualTo(part(saved.parameters(), old.weights(tower, layer)));
        assertThat(part(start, layout.biases(tower, layer)))
            .isEqualTo(part(saved.parameters(), old.biases(tower, layer)));
      }
      assertThat(part(start, layout.weights(tower, 7)))
          .isEqualTo(part(fresh, layout.weights(tower, 7)));
    }
    assertThat(trained.into(fresh, 5, true)).isEqualTo(saved.parameters());
  }

  @Test
  void theMeanIsANumPyFile() throws IOException {
    byte[] file = NpyFile.ofImage(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

    assertThat(Nd4j.createNpyFromByteArray(file).shape()).containsExactly(2, 2, 3);
    assertThat(Nd4j.createNpyFromByteArray(file).getFloat(1, 0, 2)).isEqualTo(9f);
  }

  private static Pretrained readPretrained(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return NetworkArchive.readPretrained(stream);
    }
  }

  private static float[] part(float[] vector, ParameterLayout.Range range) {
    return Arrays.copyOfRange(vector, range.offset(), range.end());
  }

  private static byte[] bytes(SavedNetwork network) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    NetworkArchive.write(network, stream);
    return stream.toByteArray();
  }

  private static SavedNetwork saved(NetworkSpecification specification) {
    float[] parameters = Initialization.HE.parameters(specification, 1, 60);
    Random random = new Random(2);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) (0.001 * random.nextGaussian());
    }
    return new SavedNetwork(
        specification,
        parameters,
        Numbers.floats(Numbers.normal(4, 256 * 256 * 3, 100)),
        List.of("n1 cat", "n2 dog", "n3", "n4 \"quoted\"", "n5 é"));
  }
}
