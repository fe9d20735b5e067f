package org.alexnetspark.model.device;

import static org.alexnetspark.model.reference.Numbers.coarse;
import static org.alexnetspark.model.reference.Numbers.floats;
import static org.alexnetspark.model.reference.Numbers.normal;
import static org.alexnetspark.model.reference.Numbers.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;
import org.alexnetspark.model.reference.ReferenceOperations;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.MapNormalization;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every device must do: each operation, forward and backward, agrees with the formula in
 * double precision. Every check runs the operation twice, so that nothing may hang on the state
 * that the first run left behind.
 */
public abstract class DeviceContract {

  private static final int BATCH = 3;

  private Device device;

  /** A new device for the calling thread. */
  protected abstract Device newDevice();

  /** Largest relative error (Euclidean) of a value or gradient. */
  protected double tolerance() {
    return 2e-6;
  }

  @BeforeEach
  void open() {
    device = newDevice();
    device.attach();
  }

  @AfterEach
  void close() {
    // Null where the test is skipped because the machine has no such device.
    if (device != null) {
      device.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "13,6,3,1,1,8,RELU",
    "13,16,5,1,2,16,RELU",
    "9,5,3,1,1,7,TANH",
    "15,4,3,2,0,6,NONE",
    "13,1,3,1,1,1,RELU",
    "8,20,1,1,0,24,RELU",
    "6,3,1,1,0,5,TANH",
    "7,64,3,1,1,64,RELU",
    "2,16,3,1,1,16,RELU"
  })
  void convolution(
      int size, int channels, int kernel, int stride, int padding, int kernels, Activation act) {
    var expected =
        new ReferenceOperations.Convolution(
            BATCH, size, channels, kernel, stride, padding, 0, kernels);
    double[] x = coarse(1, BATCH * size * size * channels, 1);
    Layer layer = new Layer(kernels * kernel * kernel * channels, kernels);
    Signal input = device.signal(new Shape(BATCH, size, channels));
    Signal output = device.signal(new Shape(BATCH, expected.outputSize(), kernels));
    Operation operation =
        device.convolution(
            input,
            new ConvolutionGeometry(kernel, stride, padding),
            layer.parameters(),
            act,
            output);
    double[] sums = expected.forward(x, layer.w, layer.b);
    double[] dy = coarse(4, sums.length, 1);
    double[] flow = ReferenceOperations.activationGradient(act, sums, dy);

    for (int run = 0; run < 2; run++) {
      input.value().write(floats(x));
      operation.forward();
      assertClose(output.value(), ReferenceOperations.activate(act, sums));
      output.gradient().write(floats(dy));
      operation.backward();
      assertClose(input.gradient(), expected.inputGradient(flow, layer.w));
      layer.assertGradients(expected.weightGradient(x, flow), expected.biasGradient(flow));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "32,3,11,4,0,3,8,RELU",
    "35,3,11,4,0,0,6,TANH",
    "19,3,11,4,0,0,1,RELU",
    "12,3,3,1,1,1,64,RELU",
    "9,3,3,1,1,1,5,TANH",
    "13,3,7,2,1,3,6,RELU",
    "10,3,5,3,2,0,8,RELU",
    "7,3,1,1,0,0,9,NONE"
  })
  void convolutionOfImages(
      int size,
      int channels,
      int kernel,
      int stride,
      int near,
      int far,
      int kernels,
      Activation act) {
    var expected =
        new ReferenceOperations.Convolution(
            BATCH, size, channels, kernel, stride, near, far - near, kernels);
    double[] x = coarse(1, BATCH * size * size * channels, 0.2);
    Layer layer = new Layer(kernels * kernel * kernel * channels, kernels);
    ImageInput images = device.images(new Shape(BATCH, size, channels), new Padding(near, far), 1);
    Signal output = device.signal(new Shape(BATCH, expected.outputSize(), kernels));
    Operation operation =
        device.convolution(
            images, new ConvolutionGeometry(kernel, stride, 0), layer.parameters(), act, output);

    for (int count : new int[] {BATCH, 1, 2}) {
      double[] used = Arrays.copyOf(Arrays.copyOf(x, count * size * size * channels), x.length);
      double[] sums = expected.forward(used, layer.w, layer.b);
      double[] dy = coarse(4, sums.length, 1);
      double[] flow = ReferenceOperations.activationGradient(act, sums, dy);
      images.write(floats(x), count);
      operation.forward();
      assertClose(output.value(), ReferenceOperations.activate(act, sums));
      output.gradient().write(floats(dy));
      operation.backward();
      layer.assertGradients(expected.weightGradient(used, flow), expected.biasGradient(flow));
    }
  }

  /** The convolution hands on what it reads, so that every number of the images is seen. */
  @Test
  void storedPixelsBecomeTheBitsThatTheHostWouldMakeOfThem() {
    int stored = 11;
    int crop = 8;
    Random random = new Random(3);
    float[] mean = new float[stored * stored * 3];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = 255 * random.nextFloat();
    }
    Preparation preparation = new Preparation(stored, crop, mean);
    List<ViewedImage> images = new ArrayList<>();
    for (View view : List.of(new View(0, 3, false), new View(3, 0, true), new View(2, 1, true))) {
      byte[] pixels = new byte[mean.length];
      random.nextBytes(pixels);
      float[] shift = {random.nextFloat(), -7 * random.nextFloat(), 20 * random.nextFloat()};
      images.add(new ViewedImage(pixels, view, shift, view.left() == 2 ? 1 : 1 / 1.1f));
    }
    ViewedImages viewed = new ViewedImages(preparation, images);
    ImageInput input = device.images(new Shape(BATCH, crop, 3), new Padding(1, 2), 0.017f);
    ParameterVector identity = device.parameters(12);
    identity.write(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}, new float[12], 0);
    Signal output = device.signal(new Shape(BATCH, crop + 3, 3));
    Operation operation =
        device.convolution(
            input,
            new ConvolutionGeometry(1, 1, 0),
            identity.layer(new Range(0, 9), new Range(9, 3)),
            Activation.NONE,
            output);

    for (int count : new int[] {BATCH, 1, 2}) {
      input.write(viewed.numbers(), count);
      operation.forward();
      float[] expected = new float[output.shape().length()];
      output.value().read(expected, BATCH);

      input.write(viewed, count);
      operation.forward();
      float[] actual = new float[expected.length];
      output.value().read(actual, BATCH);

      assertThat(actual).as("%d images", count).isEqualTo(expected);
      assertThat(actual).as("not only zeros").isNotEqualTo(new float[actual.length]);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,PAPER", "2,PAPER", "3,CAFFE", "5,PAPER", "12,CAFFE", "48,PAPER", "128,CAFFE"})
  void normalization(int channels, LrnConvention convention) {
    Shape shape = new Shape(BATCH, 5, channels);
    // Numbers so large that the sum of squares outweighs the constant.
    double[] x = coarse(1, shape.length(), 200);
    double[] dy = coarse(2, shape.length(), 1);

    check(
        shape,
        shape,
        (in, out) -> device.normalization(in, convention, out),
        x,
        ReferenceOperations.normalize(convention, channels, x),
        dy,
        ReferenceOperations.normalizationGradient(convention, channels, x, dy));
  }

  @ParameterizedTest
  @CsvSource({"7,1", "5,6", "2,16", "1,3", "13,48", "27,12", "6,130"})
  void mapNormalization(int size, int channels) {
    Shape shape = new Shape(BATCH, size, channels);
    // Numbers so large that the sum of squares outweighs the constant.
    double[] x = coarse(1, shape.length(), 200);
    double[] dy = coarse(2, shape.length(), 1);

    check(
        shape,
        shape,
        (in, out) -> device.mapNormalization(in, MapNormalization.SOURCE, out),
        x,
        ReferenceOperations.normalizeInMaps(MapNormalization.SOURCE, size, size, channels, x),
        dy,
        ReferenceOperations.mapNormalizationGradient(
            MapNormalization.SOURCE, size, size, channels, x, dy));
  }

  @ParameterizedTest
  @CsvSource({"13,5,RELU", "6,16,TANH", "1,7,RELU", "3,4,NONE"})
  void activationInPlace(int size, int channels, Activation act) {
    Shape shape = new Shape(BATCH, size, channels);
    double[] x = coarse(1, shape.length(), 1);
    double[] dy = coarse(2, shape.length(), 1);
    Signal signal = device.signal(shape);
    Operation operation = device.activation(act, signal);
    for (int run = 0; run < 2; run++) {
      signal.value().write(floats(x));
      operation.forward();
      assertClose(signal.value(), ReferenceOperations.activate(act, x));
      signal.gradient().write(floats(dy));
      operation.backward();
      assertClose(signal.gradient(), ReferenceOperations.activationGradient(act, x, dy));
    }
  }

  /** Of an odd number of rows and columns the last are seen alone. */
  @ParameterizedTest
  @CsvSource({"11,5", "5,16", "28,3", "3,1"})
  void maxPoolingToTheEdge(int size, int channels) {
    Shape shape = new Shape(BATCH, size, channels);
    var expected = new ReferenceOperations.MaxPooling(BATCH, size, channels, 2, 2, true);
    Shape pooled = new Shape(BATCH, (size + 1) / 2, channels);
    // All negative: a zero beyond the edge would win.
    double[] x =
        Arrays.stream(coarse(1, shape.length(), 1))
            .map(each -> each == 0 ? -1 : -Math.abs(each))
            .toArray();
    double[] dy = coarse(2, pooled.length(), 1);

    check(
        shape,
        pooled,
        (in, out) -> device.maxPooling(in, 2, 2, out),
        x,
        expected.forward(x),
        dy,
        expected.gradient(x, dy));
  }

  @Test
  void gradientsThatNobodyWantsDoNotTouchThoseThatSomebodyDoes() {
    Shape maps = new Shape(BATCH, 6, 16);
    Layer convolution = new Layer(16 * 9 * 16, 16);
    Layer connected = new Layer(36 * 16 * 5, 5);
    assertGradientsApart(
        convolution,
        maps,
        maps,
        (in, out) ->
            device.convolution(
                in,
                new ConvolutionGeometry(3, 1, 1),
                convolution.parameters(),
                Activation.RELU,
                out));
    assertGradientsApart(
        connected,
        maps,
        Shape.ofVectors(BATCH, 5),
        (in, out) -> device.fullyConnected(in, connected.parameters(), Activation.TANH, out));
  }

  private interface WeightedMaker {
    WeightedOperation make(Signal input, Signal output);
  }

  private void assertGradientsApart(
      Layer layer, Shape inputShape, Shape outputShape, WeightedMaker maker) {
    Signal input = device.signal(inputShape);
    Signal output = device.signal(outputShape);
    WeightedOperation operation = maker.make(input, output);
    float[] flow = floats(coarse(4, outputShape.length(), 1));
    input.value().write(floats(coarse(1, inputShape.length(), 1)));
    operation.forward();
    output.gradient().write(flow);
    operation.backward();
    float[] ofInput = read(input.gradient());
    float[] ofParameters = new float[layer.flat.length];
    layer.vector.readGradient(ofParameters, 0);
    assertThat(ofInput).isNotEqualTo(new float[ofInput.length]);

    output.gradient().write(flow);
    operation.backward(WeightedOperation.Wanted.PARAMETER_GRADIENTS);
    float[] alone = new float[layer.flat.length];
    layer.vector.readGradient(alone, 0);
    assertThat(alone).isEqualTo(ofParameters);
    output.gradient().write(flow);
    operation.backward(WeightedOperation.Wanted.INPUT_GRADIENT);
    assertThat(read(input.gradient())).isEqualTo(ofInput);
  }

  @ParameterizedTest
  @CsvSource({"13,3,5", "13,2,16", "9,3,48", "8,2,6", "8,3,12", "2,2,32", "2,2,5", "3,3,20"})
  void maxPooling(int size, int window, int channels) {
    Shape shape = new Shape(BATCH, size, channels);

    checkMaxPooling(shape, window, coarse(1, shape.length(), 1));
  }

  @ParameterizedTest
  @CsvSource({"13,3,5", "8,2,16"})
  void ofEquallyLargePixelsTheFirstAloneGetsTheGradient(int size, int window, int channels) {
    Shape shape = new Shape(BATCH, size, channels);
    double[] manyEqual = Arrays.stream(coarse(1, shape.length(), 1)).map(Math::rint).toArray();

    checkMaxPooling(shape, window, manyEqual);
  }

  private void checkMaxPooling(Shape shape, int window, double[] x) {
    var expected =
        new ReferenceOperations.MaxPooling(BATCH, shape.size(), shape.channels(), window, 2);
    Shape pooled = new Shape(BATCH, expected.outputSize(), shape.channels());
    double[] dy = coarse(2, pooled.length(), 1);

    check(
        shape,
        pooled,
        (in, out) -> device.maxPooling(in, window, 2, out),
        x,
        expected.forward(x),
        dy,
        expected.gradient(x, dy));
  }

  @ParameterizedTest
  @CsvSource({"1,40,17,RELU", "3,8,12,TANH", "1,5,3,NONE", "1,1,1,NONE", "1,300,64,RELU"})
  void fullyConnected(int size, int channels, int units, Activation act) {
    Shape shape = new Shape(BATCH, size, channels);
    var expected = new ReferenceOperations.FullyConnected(BATCH, shape.imageLength(), units);
    Layer layer = new Layer(shape.imageLength() * units, units);
    double[] x = coarse(1, shape.length(), 1);
    double[] sums = expected.forward(x, layer.w, layer.b);
    double[] dy = coarse(4, sums.length, 1);
    double[] flow = ReferenceOperations.activationGradient(act, sums, dy);

    check(
        shape,
        Shape.ofVectors(BATCH, units),
        (in, out) -> device.fullyConnected(in, layer.parameters(), act, out),
        x,
        ReferenceOperations.activate(act, sums),
        dy,
        expected.inputGradient(flow, layer.w));
    layer.assertGradients(expected.weightGradient(x, flow), expected.biasGradient(flow));
  }

  @Test
  void logitsAreFp32WhateverSignalsAre() {
    var expected = new ReferenceOperations.FullyConnected(BATCH, 300, 7);
    Layer layer = new Layer(300 * 7, 7);
    double[] x = coarse(1, BATCH * 300, 1);
    Shape shape = Shape.ofVectors(BATCH, 7);
    Signal input = device.signal(Shape.ofVectors(BATCH, 300));
    Signal logits = new Signal(device.exactTensor(shape), device.exactTensor(shape));
    Operation operation = device.fullyConnected(input, layer.parameters(), Activation.NONE, logits);

    input.value().write(floats(x));
    operation.forward();

    assertThat(relativeError(read(logits.value()), expected.forward(x, layer.w, layer.b)))
        .isLessThan(2e-6);
  }

  static Stream<DropoutMask> masks() {
    return Stream.of(
        DropoutMask.of(0.5, 3, 1, 6),
        DropoutMask.of(0.75, -4, 0, 5),
        // A key whose first bit is set.
        new DropoutMask(Long.MIN_VALUE + 17, 0.1),
        DropoutMask.none());
  }

  @ParameterizedTest
  @MethodSource("masks")
  void dropout(DropoutMask mask) {
    Shape shape = Shape.ofVectors(BATCH, 70);
    float[] factors = new float[shape.length()];
    mask.fill(factors);
    double[] x = coarse(1, shape.length(), 1);
    double[] dy = coarse(2, shape.length(), 1);

    check(
        shape,
        shape,
        (in, out) -> {
          Dropout dropout = device.dropout(in, out);
          dropout.setMask(mask);
          return dropout;
        },
        x,
        products(x, factors),
        dy,
        products(dy, factors));
  }

  private static double[] products(double[] numbers, float[] factors) {
    return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i] * factors[i]).toArray();
  }

  @Test
  void joinsMapsByChannel() {
    Tensor left = filled(new Shape(2, 2, 1), 1);
    Tensor right = filled(new Shape(2, 2, 2), 100);
    Tensor joined = device.tensor(new Shape(2, 2, 3));

    device.join(left, joined, 0).run();
    device.join(right, joined, 1).run();

    assertThat(read(joined))
        .startsWith(1, 100, 101, 2, 102, 103, 3, 104, 105)
        .endsWith(8, 114, 115);
  }

  @Test
  void joinsMapsIntoVectorsImageByImage() {
    Tensor left = filled(new Shape(2, 2, 1), 1);
    Tensor right = filled(new Shape(2, 2, 1), 100);
    Tensor joined = device.tensor(Shape.ofVectors(2, 8));

    device.join(left, joined, 0).run();
    device.join(right, joined, 4).run();

    assertThat(read(joined))
        .containsExactly(1, 2, 3, 4, 100, 101, 102, 103, 5, 6, 7, 8, 104, 105, 106, 107);
  }

  /** Whether its maps may be of any proportions, forward only; see {@link Device#section}. */
  protected boolean hasSections() {
    return true;
  }

  @ParameterizedTest
  @CsvSource({"3, 5, 4", "1, 16, 3", "2, 32, 40", "3, 5, 3"})
  void windowsOfMapsBecomeVectors(int side, int channels, int width) {
    assumeTrue(hasSections());
    int height = 4;
    Tensor maps = device.tensor(new Shape(2, height, width, channels));
    float[] numbers = new float[maps.shape().length()];
    Random random = new Random(1);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(200);
    }
    maps.write(numbers);
    int rows = height - side + 1;
    int columns = width - side + 1;
    int length = side * side * channels + 3;
    Tensor vectors = device.tensor(Shape.ofVectors(2 * rows * columns, length));

    device.windows(maps, side, vectors, 2).run();

    float[] actual = read(vectors);
    for (int i = 0; i < actual.length; i++) {
      int place = i / length;
      int number = i % length - 2;
      float expected = 0;
      if (number >= 0 && number < length - 3) {
        int y = place / columns % rows + number / channels / side;
        int x = place % columns + number / channels % side;
        int image = place / columns / rows;
        expected = numbers[((image * height + y) * width + x) * channels + number % channels];
      }
      assertThat(actual[i]).as("number %d of place %d", number, place).isEqualTo(expected);
    }
  }

  @Test
  void tensorsOfARoomHaveItsMemoryInCommon() {
    assumeTrue(hasSections());
    Shape larger = new Shape(2, 3, 4, 16);
    Room room = device.room(List.of(larger, Shape.ofVectors(2, 7)));
    Tensor first = device.tensor(larger, room);
    Tensor second = device.tensor(Shape.ofVectors(2, 7), room);
    float[] numbers = new float[larger.length()];
    Arrays.fill(numbers, 3);

    second.write(new float[14]);
    first.write(numbers);

    assertThat(read(second)).as("what the other tensor holds").containsOnly(3f);
    assertThat(room.holds(new Shape(2, 4, 3, 16))).isTrue();
    assertThat(room.holds(new Shape(1000, 3, 5))).isFalse();
    assertThatThrownBy(() -> device.tensor(new Shape(1000, 3, 5), room))
        .hasMessageContaining("does not fit in a room");
  }

  /** What a network that only goes forward leaves out changes nothing of what it computes. */
  @Test
  void withoutAWayBackTheValuesAreTheSame() {
    assumeTrue(hasSections());
    Shape maps = new Shape(2, 9, 3);
    float[] x = floats(coarse(1, maps.length(), 1));
    float[] parameters = floats(coarse(2, 4 * 9 * 3 + 4, 0.3));
    List<float[]> results = new ArrayList<>();
    for (boolean wayBack : new boolean[] {true, false}) {
      Device section = device.section();
      ParameterValues values =
          wayBack
              ? section.parameters(parameters.length)
              : section.parameterValues(parameters.length);
      values.write(parameters, 0);
      Signal in = signal(section, maps, wayBack);
      Signal sums = signal(section, new Shape(2, 9, 4), wayBack);
      Signal normal = signal(section, new Shape(2, 9, 4), wayBack);
      Signal pooled = signal(section, new Shape(2, 4, 4), wayBack);
      List<Operation> operations =
          List.of(
              section.convolution(
                  in,
                  new ConvolutionGeometry(3, 1, 1),
                  values.layer(new Range(0, 108), new Range(108, 4)),
                  Activation.RELU,
                  sums),
              section.normalization(sums, LrnConvention.PAPER, normal),
              section.maxPooling(normal, 3, 2, pooled));
      in.value().write(x);
      operations.forEach(Operation::forward);
      results.add(read(pooled.value()));
      section.close();
    }

    assertThat(results.get(1)).isEqualTo(results.get(0)).isNotEqualTo(new float[128]);
  }

  private static Signal signal(Device device, Shape shape, boolean wayBack) {
    return wayBack ? device.signal(shape) : Signal.forwardOnly(device.tensor(shape));
  }

  @Test
  void splitsAddUpWhatBothTowersSay() {
    Tensor own = filled(new Shape(2, 2, 3), 1);
    Tensor other = filled(new Shape(2, 2, 3), 100);
    Tensor part = device.tensor(new Shape(2, 2, 2));

    device.splitSum(List.of(own, other), 1, part).run();

    assertThat(read(part)).startsWith(2 + 101, 3 + 102, 5 + 104, 6 + 105).endsWith(24 + 123);
  }

  @Test
  void splitsVectorsIntoMaps() {
    Tensor own = filled(Shape.ofVectors(2, 8), 1);
    Tensor part = device.tensor(new Shape(2, 2, 1));

    device.splitSum(List.of(own), 4, part).run();

    assertThat(read(part)).containsExactly(5, 6, 7, 8, 13, 14, 15, 16);
  }

  @Test
  void softmaxOfOwnAndForeignClasses() {
    int classes = 7;
    double[] x = coarse(1, BATCH * classes, 3);
    int[] labels = {6, 0, 3};
    Tensor logits = device.exactTensor(Shape.ofVectors(BATCH, classes));
    Tensor gradient = device.exactTensor(Shape.ofVectors(BATCH, 3));
    Softmax softmax = device.softmax(logits, gradient, new Range(4, 3));
    logits.write(floats(x));

    Softmax.Score score = softmax.score(labels, BATCH).get();

    assertThat(score.loss() / BATCH)
        .isCloseTo(ReferenceOperations.meanCrossEntropy(x, classes, labels), within(1e-5));
    double[] all = ReferenceOperations.crossEntropyGradient(x, classes, labels);
    double[] own = new double[BATCH * 3];
    for (int i = 0; i < own.length; i++) {
      own[i] = all[i / 3 * classes + 4 + i % 3];
    }
    assertClose(gradient, own);
    float[] probabilities = new float[BATCH * classes];
    softmax.probabilities(probabilities, BATCH);
    assertThat(relativeError(probabilities, ReferenceOperations.softmax(x, classes)))
        .isLessThan(tolerance());
  }

  @Test
  void softmaxLeavesUnusedImagesOut() {
    double[] x = coarse(1, BATCH * 4, 3);
    Tensor logits = device.exactTensor(Shape.ofVectors(BATCH, 4));
    Tensor gradient = device.exactTensor(Shape.ofVectors(BATCH, 4));
    Softmax softmax = device.softmax(logits, gradient, new Range(0, 4));
    logits.write(floats(x));

    softmax.score(new int[] {1, 2, 3}, 3);
    Softmax.Score score = softmax.score(new int[] {1, 2}, 2).get();

    double[] used = Arrays.copyOf(x, 8);
    assertThat(score.loss() / 2)
        .isCloseTo(ReferenceOperations.meanCrossEntropy(used, 4, new int[] {1, 2}), within(1e-5));
    assertClose(
        gradient,
        Arrays.copyOf(
            ReferenceOperations.crossEntropyGradient(used, 4, new int[] {1, 2}), BATCH * 4));
  }

  @Test
  void softmaxSurvivesLargeLogits() {
    Tensor logits = device.exactTensor(Shape.ofVectors(1, 3));
    Tensor gradient = device.exactTensor(Shape.ofVectors(1, 3));
    Softmax softmax = device.softmax(logits, gradient, new Range(0, 3));
    logits.write(new float[] {1000, 1000, -1000});

    Softmax.Score score = softmax.score(new int[] {0}, 1).get();

    assertThat(score.loss()).isCloseTo(Math.log(2), within(1e-5));
    assertThat(score.correct()).isEqualTo(1);
  }

  @Test
  void updateFollowsTheRuleInDoublePrecision() {
    Layer layer = new Layer(10 * 6, 6);
    Signal input = device.signal(Shape.ofVectors(BATCH, 10));
    Signal output = device.signal(Shape.ofVectors(BATCH, 6));
    Operation operation = device.fullyConnected(input, layer.parameters(), Activation.RELU, output);
    double[] w = layer.flat.clone();
    double[] v = normal(9, w.length, 0.1);
    layer.vector.write(floats(w), floats(v), 0);

    for (int step = 0; step < 10; step++) {
      input.value().write(floats(normal(20 + step, BATCH * 10, 1)));
      operation.forward();
      output.gradient().write(floats(normal(40 + step, BATCH * 6, 1)));
      operation.backward();
      float[] g = new float[w.length];
      layer.vector.readGradient(g, 0);
      double rate = step < 5 ? 0.01f : 0.001f;
      layer.vector.update(
          0.9f,
          List.of(
              new Stretch(new Range(0, 60), (float) rate, 0.05f),
              new Stretch(new Range(60, 6), (float) rate, 0)));
      for (int i = 0; i < w.length; i++) {
        v[i] = 0.9f * v[i] - (i < 60 ? 0.05f * rate * w[i] : 0) - rate * g[i];
        w[i] += v[i];
      }
    }

    float[] actual = new float[w.length];
    float[] momentum = new float[w.length];
    layer.vector.read(actual, momentum, 0);
    assertThat(relativeError(actual, w)).isLessThan(1e-6);
    assertThat(relativeError(momentum, v)).isLessThan(1e-6);
  }

  /** As frozen layers want it, and biases with a rate of their own. */
  @Test
  void whatNoStretchNamesStaysAsItIsAndOthersHaveTheirOwnRates() {
    Layer layer = new Layer(10 * 6, 6);
    Signal input = device.signal(Shape.ofVectors(BATCH, 10));
    Signal output = device.signal(Shape.ofVectors(BATCH, 6));
    Operation operation = device.fullyConnected(input, layer.parameters(), Activation.NONE, output);
    double[] w = layer.flat.clone();
    double[] v = normal(9, w.length, 0.1);
    layer.vector.write(floats(w), floats(v), 0);
    List<Stretch> stretches =
        List.of(
            new Stretch(new Range(7, 20), 0.01f, 0.05f),
            new Stretch(new Range(30, 30), 0.001f, 0.05f),
            new Stretch(new Range(60, 6), 0.02f, 0));
    input.value().write(floats(normal(20, BATCH * 10, 1)));
    operation.forward();
    output.gradient().write(floats(normal(40, BATCH * 6, 1)));
    operation.backward();
    float[] g = new float[w.length];
    layer.vector.readGradient(g, 0);

    for (int step = 0; step < 3; step++) {
      layer.vector.update(0.9f, step == 2 ? stretches.subList(2, 3) : stretches);
      for (Stretch stretch : step == 2 ? stretches.subList(2, 3) : stretches) {
        double rate = stretch.learningRate();
        for (int i = stretch.range().offset(); i < stretch.range().end(); i++) {
          v[i] = 0.9f * v[i] - stretch.weightDecay() * rate * w[i] - rate * g[i];
          w[i] += v[i];
        }
      }
    }

    float[] actual = new float[w.length];
    float[] momentum = new float[w.length];
    layer.vector.read(actual, momentum, 0);
    assertThat(relativeError(actual, w)).isLessThan(1e-6);
    assertThat(relativeError(momentum, v)).isLessThan(1e-6);
    assertThat(Arrays.copyOf(actual, 7)).isEqualTo(Arrays.copyOf(floats(layer.flat), 7));
  }

  @Test
  void parametersAloneLeaveTheMomentumAsItIs() {
    ParameterVector vector = device.parameters(2);
    vector.write(new float[] {1, 2}, new float[] {5, 6}, 0);
    float[] values = new float[2];
    float[] momentum = new float[2];

    vector.write(new float[] {9, 3, 4}, 1);
    vector.read(values, momentum, 0);

    assertThat(values).containsExactly(3, 4);
    assertThat(momentum).containsExactly(5, 6);
  }

  @Test
  void parametersGoToAndFromTheirPlaceInTheFlatVector() {
    ParameterVector vector = device.parameters(4);
    vector.write(new float[] {9, 1, 2, 3, 4, 9}, new float[] {8, 5, 6, 7, 8, 8}, 1);
    float[] values = new float[6];
    float[] momentum = new float[6];

    vector.read(values, momentum, 2);

    assertThat(values).containsExactly(0, 0, 1, 2, 3, 4);
    assertThat(momentum).containsExactly(0, 0, 5, 6, 7, 8);
  }

  /** A layer's parameters in a vector of their own. */
  private final class Layer {
    final double[] w;
    final double[] b;
    final double[] flat;
    final ParameterVector vector;

    Layer(int weights, int biases) {
      w = coarse(2, weights, 0.3);
      b = coarse(3, biases, 0.3);
      flat = Arrays.copyOf(w, weights + biases);
      System.arraycopy(b, 0, flat, weights, biases);
      vector = device.parameters(flat.length);
      vector.write(floats(flat), new float[flat.length], 0);
    }

    Parameters parameters() {
      return vector.layer(new Range(0, w.length), new Range(w.length, b.length));
    }

    void assertGradients(double[] weightGradient, double[] biasGradient) {
      float[] gradient = new float[flat.length];
      vector.readGradient(gradient, 0);
      float[] ofWeights = Arrays.copyOf(gradient, w.length);
      float[] ofBiases = Arrays.copyOfRange(gradient, w.length, gradient.length);
      assertThat(relativeError(ofWeights, weightGradient)).isLessThan(tolerance());
      assertThat(relativeError(ofBiases, biasGradient)).isLessThan(tolerance());
    }
  }

  private interface Maker {
    Operation make(Signal input, Signal output);
  }

  private void check(
      Shape inputShape,
      Shape outputShape,
      Maker maker,
      double[] x,
      double[] expectedValue,
      double[] dy,
      double[] expectedGradient) {
    Signal input = device.signal(inputShape);
    Signal output = device.signal(outputShape);
    Operation operation = maker.make(input, output);
    for (int run = 0; run < 2; run++) {
      input.value().write(floats(x));
      operation.forward();
      assertClose(output.value(), expectedValue);
      output.gradient().write(floats(dy));
      operation.backward();
      assertClose(input.gradient(), expectedGradient);
    }
  }

  private void assertClose(Tensor actual, double[] expected) {
    assertThat(relativeError(read(actual), expected)).isLessThan(tolerance());
  }

  private Tensor filled(Shape shape, int first) {
    Tensor tensor = device.tensor(shape);
    float[] numbers = new float[shape.length()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = first + i;
    }
    tensor.write(numbers);
    return tensor;
  }

  private static float[] read(Tensor tensor) {
    float[] numbers = new float[tensor.shape().length()];
    tensor.read(numbers, tensor.shape().batch());
    return numbers;
  }
}
