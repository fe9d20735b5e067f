package org.alexnetspark.model;

import static org.alexnetspark.model.reference.Numbers.dot;
import static org.alexnetspark.model.reference.Numbers.doubles;
import static org.alexnetspark.model.reference.Numbers.floats;
import static org.alexnetspark.model.reference.Numbers.normal;
import static org.alexnetspark.model.reference.Numbers.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceChoice;
import org.alexnetspark.model.device.DropoutMask;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.WeightedOperation;
import org.alexnetspark.model.dl4j.Dl4jGraph;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.input.Preparation;
import org.alexnetspark.model.input.ReadyImages;
import org.alexnetspark.model.input.View;
import org.alexnetspark.model.input.ViewedImage;
import org.alexnetspark.model.input.ViewedImages;
import org.alexnetspark.model.reference.ReferenceNetwork;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.AlexNetSource;
import org.alexnetspark.model.specification.Arrangement;
import org.alexnetspark.model.specification.Initialization;
import org.alexnetspark.model.specification.LayerRates;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.alexnetspark.model.specification.Pooling;
import org.alexnetspark.model.specification.UpdateRule;
import org.alexnetspark.model.specification.Vgg;
import org.alexnetspark.model.tower.Exchange;
import org.alexnetspark.model.tower.StageListener;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the network must do on every device, whatever computes: it is compared with formulas in
 * double precision, not with another device.
 */
abstract class NetworkContract {

  /** Three and more kernels a tower, so that the halves of the normalisation differ. */
  private static final NetworkSpecification TINY = AlexNet.paper(5).withWidth(0.06).withDropout(0);

  private static final UpdateRule RULE = new UpdateRule(0.01f, 0.9f, 0.0005f);

  /** What computes; skips the test where the machine does not have it. */
  abstract DeviceChoice devices();

  /** Largest relative error (Euclidean) of probabilities; an error of the loss. */
  double forwardTolerance() {
    return 1e-5;
  }

  /** Largest relative error (Euclidean) of the gradient of a layer's weights. */
  double gradientTolerance() {
    return 1e-4;
  }

  /**
   * Largest error (Euclidean) of the gradient of a layer's biases.
   *
   * @param length of that gradient
   * @param lengthOfTerms of the vector of all numbers that it is the sum of: those of every place
   */
  double biasGradientError(double length, double lengthOfTerms) {
    return gradientTolerance() * length;
  }

  /** Native objects that a thousand steps may leave to the garbage collector. */
  long newNativeObjects() {
    return 0;
  }

  /** Bytes of a number that towers exchange. */
  int exchangedBytes() {
    return Float.BYTES;
  }

  @BeforeEach
  void assumeDevices() {
    devices();
  }

  static Stream<NetworkSpecification> kindsOfNetwork() {
    return Stream.of(
        TINY,
        TINY.withCrop(227).withLrn(LrnConvention.CAFFE),
        TINY.withArrangement(Arrangement.ONE_TOWER).withWidth(0.03),
        TINY.withArrangement(Arrangement.HALF).withWidth(0.06),
        TINY.without("conv2"),
        TINY.without("conv3"),
        TINY.without("conv5").withPooling(Pooling.PLAIN),
        TINY.without("fc6"),
        TINY.withInputScale(1.0 / 60),
        TINY.withLrn(LrnConvention.NONE).withPooling(Pooling.PLAIN),
        TINY.withActivation(Activation.TANH));
  }

  @ParameterizedTest
  @MethodSource("kindsOfNetwork")
  void probabilitiesAndGradientAreThoseOfTheMergedGroupedNetwork(
      NetworkSpecification specification) {
    compareWithReference(specification);
  }

  @ParameterizedTest
  @EnumSource(AlexNetSource.class)
  void probabilitiesAndGradientOfTheAuthorsNetworksAreThoseOfTheReference(AlexNetSource net) {
    compareWithReference(net.of(5).withWidth(0.06).withDropout(0).withInputScale(1.0 / 60));
  }

  @Test
  void frozenLayersDoNotMoveAndOthersMoveAsIfTheyDid() {
    Batch batch = batch(TINY, 2);
    float[] parameters = parameters(TINY);
    float[] momentum = new float[parameters.length];
    Arrays.fill(momentum, 1e-4f);
    List<float[]> after = new ArrayList<>();
    for (Set<String> frozen : List.of(Set.<String>of(), Set.of("conv1", "conv2", "conv4"))) {
      UpdateRule rule =
          new UpdateRule(
              0.01f, 0.9f, 0.0005f, Optional.of(0.02f), new LayerRates(Map.of(), frozen));
      try (Network network = network(TINY, 2)) {
        network.setParameters(parameters, momentum);
        network.trainStep(batch, rule, 1);
        float[] trained = new float[parameters.length];
        network.copyParametersTo(trained, new float[parameters.length]);
        after.add(trained);
      }
    }

    ParameterLayout layout = new ParameterLayout(TINY);
    for (int tower = 0; tower < layout.towers(); tower++) {
      for (int layer = 0; layer < layout.layers().size(); layer++) {
        boolean frozen = List.of(0, 1, 3).contains(layer);
        for (Range range : List.of(layout.weights(tower, layer), layout.biases(tower, layer))) {
          assertThat(part(after.get(1), range))
              .as("layer %d", layer)
              .isEqualTo(part(frozen ? parameters : after.get(0), range));
        }
      }
    }
  }

  /** Counts what towers do on their way back: below the lowest layer that moves, nothing. */
  @Test
  void belowTheLowestLayerThatMovesThereIsNoBackwardPass() {
    assertThat(stagesBack(Set.of()))
        .contains("conv1", "conv2", "conv3", "conv3 exchange", "fc6", "fc6 exchange", "fc8");
    assertThat(stagesBack(Set.of("conv1", "conv2", "conv4")))
        .contains("conv3", "conv4", "fc6 exchange")
        .doesNotContain("conv1", "conv2", "conv3 exchange");
    assertThat(stagesBack(Set.of("conv1", "fc8"))).contains("conv2", "fc8").doesNotContain("conv1");
  }

  private Set<String> stagesBack(Set<String> frozen) {
    Set<String> stages = ConcurrentHashMap.newKeySet();
    try (Network network = network(TINY, 2)) {
      float[] parameters = parameters(TINY);
      network.setParameters(parameters, new float[parameters.length]);
      network.listen(
          (tower, layer, phase, nanoseconds) -> {
            if (phase == StageListener.Phase.BACKWARD) {
              stages.add(layer);
            } else if (phase == StageListener.Phase.GRADIENT_EXCHANGE) {
              stages.add(layer + " exchange");
            }
          });
      LayerRates rates = new LayerRates(Map.of(), frozen);
      network.trainStep(batch(TINY, 2), new UpdateRule(0.01f, 0.9f, 0, Optional.empty(), rates), 1);
    }
    return stages;
  }

  /** Of every layer's operation: the lowest that moves makes no gradient of its input. */
  @Test
  void operationsAreAskedForNoGradientThatNobodyWants() {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    NetworkSpecification one = TINY.withArrangement(Arrangement.ONE_TOWER).withWidth(0.03);
    Device device = devices().forTowers(1).get(0);
    try (Network network = new Network(one, 2, List.of(asking(device, asked)))) {
      float[] parameters = parameters(one);
      network.setParameters(parameters, new float[parameters.length]);
      LayerRates rates = new LayerRates(Map.of("conv5", 0.1), Set.of("conv1", "conv2", "conv4"));
      network.trainStep(batch(one, 2), new UpdateRule(0.01f, 0.9f, 0, Optional.empty(), rates), 1);
    }

    assertThat(asked)
        .containsExactly(
            "fullyConnected ALL",
            "fullyConnected ALL",
            "fullyConnected ALL",
            "convolution ALL",
            "convolution INPUT_GRADIENT",
            "convolution PARAMETER_GRADIENTS");
  }

  private static Device asking(Device device, List<String> asked) {
    return (Device)
        Proxy.newProxyInstance(
            NetworkContract.class.getClassLoader(),
            new Class<?>[] {Device.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(device, arguments);
                return result instanceof WeightedOperation operation
                    ? asking(operation, method.getName(), asked)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static WeightedOperation asking(
      WeightedOperation operation, String name, List<String> asked) {
    return new WeightedOperation() {
      @Override
      public void forward() {
        operation.forward();
      }

      @Override
      public void backward(Wanted wanted) {
        asked.add(name + " " + wanted);
        operation.backward(wanted);
      }
    };
  }

  /** Stacks of small windows, padded on all sides, the first at every pixel of the image. */
  @ParameterizedTest
  @EnumSource(Vgg.class)
  void probabilitiesAndGradientOfVeryDeepNetworksAreThoseOfTheReference(Vgg vgg) {
    assumeTrue(vgg.paper(5).layers().size() <= deepest(), "rounding leaves nothing to compare");
    compareWithReference(
        vgg.paper(5).withCrop(64).withWidth(0.06).withDropout(0).withInputScale(1.0 / 60));
  }

  /** Layers of the deepest network whose gradient is worth comparing. */
  int deepest() {
    return 19;
  }

  private void compareWithReference(NetworkSpecification specification) {
    Batch batch = batch(specification, 2);
    float[] parameters = parameters(specification);
    var reference = new ReferenceNetwork(specification, doubles(parameters));
    double[] images = doubles(batch.images().numbers());

    try (Network network = network(specification, 2)) {
      network.setParameters(parameters, new float[parameters.length]);
      float[] probabilities = new float[2 * specification.classes()];
      network.probabilities(batch.images(), 2, probabilities);
      float[] gradient = new float[parameters.length];
      StepResult result = network.gradient(batch, 1, gradient);

      assertThat(relativeError(probabilities, reference.probabilities(images, 2)))
          .isLessThan(forwardTolerance());
      assertThat(result.loss())
          .isCloseTo(reference.loss(images, batch.labels(), 2), within(forwardTolerance()));
      assertGradient(
          network.layout(),
          gradient,
          reference.gradient(images, batch.labels(), 2),
          reference.biasGradientTerms(images, batch.labels(), 2));
    }
  }

  private void assertGradient(
      ParameterLayout layout, float[] gradient, double[] expected, double[] biasTerms) {
    for (int tower = 0; tower < layout.towers(); tower++) {
      for (int layer = 0; layer < layout.layers().size(); layer++) {
        String name = layout.layers().get(layer).name() + " of tower " + tower;
        Range weights = layout.weights(tower, layer);
        assertThat(relativeError(part(gradient, weights), part(expected, weights)))
            .as("gradient of the weights of %s", name)
            .isLessThan(gradientTolerance());
        Range biases = layout.biases(tower, layer);
        double[] expectedBiases = part(expected, biases);
        assertThat(distance(part(gradient, biases), expectedBiases))
            .as("error of the gradient of the biases of %s", name)
            .isLessThan(biasGradientError(length(expectedBiases), length(part(biasTerms, biases))));
      }
    }
  }

  @Test
  @Tag("dl4j")
  void probabilitiesAndGradientAreThoseOfTheDl4jGraphOnNoise() {
    NetworkSpecification specification = TINY.withInputScale(1.0 / 60);

    compareWithDl4j(specification, batch(specification, 2));
  }

  @Test
  @Tag("dl4j")
  void probabilitiesAndGradientAreThoseOfTheDl4jGraphOnPhotographs() {
    NetworkSpecification specification = TINY.withInputScale(1.0 / 60);

    compareWithDl4j(specification, new Batch(Photographs.first(3), new int[] {1, 4, 2}, 3));
  }

  /** DL4J's own gradients: those of another program altogether, in fp32. */
  private void compareWithDl4j(NetworkSpecification specification, Batch batch) {
    float[] parameters = parameters(specification);
    int classes = specification.classes();
    ComputationGraph graph = Dl4jGraph.of(specification, parameters);
    int crop = specification.crop();
    INDArray images =
        Nd4j.create(batch.images().numbers(), new long[] {batch.count(), crop, crop, 3}, 'c')
            .permute(0, 3, 1, 2)
            .dup('c');
    INDArray labels = Nd4j.zeros(batch.count(), classes);
    for (int image = 0; image < batch.count(); image++) {
      labels.putScalar(image, batch.labels()[image], 1);
    }
    float[] expected = graph.outputSingle(images).dup('c').data().asFloat();
    graph.setInputs(images);
    graph.setLabels(labels);
    graph.computeGradientAndScore();
    // DL4J adds up over the batch and divides when it updates.
    INDArray sums = graph.gradient().gradient().dup();
    ComputationGraph carrier = Dl4jGraph.of(specification, new float[parameters.length]);
    carrier.setParams(sums.div(batch.count()));
    double[] expectedGradient = doubles(Dl4jGraph.parametersOf(specification, carrier));

    try (Network network = network(specification, batch.count())) {
      network.setParameters(parameters, new float[parameters.length]);
      float[] probabilities = new float[expected.length];
      network.probabilities(batch.images(), batch.count(), probabilities);
      float[] gradient = new float[parameters.length];
      network.gradient(batch, 1, gradient);

      assertThat(relativeError(probabilities, doubles(expected))).isLessThan(forwardTolerance());
      double[] terms =
          new ReferenceNetwork(specification, doubles(parameters))
              .biasGradientTerms(doubles(batch.images().numbers()), batch.labels(), batch.count());
      assertGradient(network.layout(), gradient, expectedGradient, terms);
    }
  }

  @Test
  void dropoutLeavesOutWhatItsMasksSayAndNothingWithoutTraining() {
    NetworkSpecification specification = TINY.withDropout(0.5);
    long seed = 9;
    Batch image = batch(specification, 1);
    double[] images = doubles(image.images().numbers());
    float[] parameters = parameters(specification);
    // What is left out of a layer's output is left out of the weights that read it.
    double[] mask = masksOfReadingWeights(specification, seed);
    double[] masked = doubles(parameters);
    Arrays.setAll(masked, i -> masked[i] * mask[i]);
    double[] expected =
        new ReferenceNetwork(specification, masked).gradient(images, image.labels(), 1);
    Arrays.setAll(expected, i -> expected[i] * mask[i]);

    try (Network network = network(specification, 1)) {
      network.setParameters(parameters, new float[parameters.length]);
      float[] gradient = new float[parameters.length];
      network.gradient(image, seed, gradient);
      float[] probabilities = new float[specification.classes()];
      network.probabilities(image.images(), 1, probabilities);

      for (int layer = 0; layer < network.layout().layers().size(); layer++) {
        for (int tower = 0; tower < 2; tower++) {
          Range weights = network.layout().weights(tower, layer);
          assertThat(relativeError(part(gradient, weights), part(expected, weights)))
              .as("gradient of the weights of layer %d, tower %d", layer, tower)
              .isLessThan(gradientTolerance());
        }
      }
      assertThat(
              relativeError(
                  probabilities,
                  new ReferenceNetwork(specification, doubles(parameters))
                      .probabilities(images, 1)))
          .isLessThan(forwardTolerance());
    }
  }

  /** Of every weight, in the flat order, the factor of dropout on the number that it reads. */
  private static double[] masksOfReadingWeights(NetworkSpecification specification, long seed) {
    ParameterLayout layout = new ParameterLayout(specification);
    double[] factors = new double[layout.length()];
    Arrays.fill(factors, 1);
    for (int layer = 1; layer < layout.layers().size(); layer++) {
      LayerSpecification read = layout.layers().get(layer - 1);
      if (read.dropout() > 0) {
        float[] first = mask(specification, seed, 0, layer - 1);
        float[] second = mask(specification, seed, 1, layer - 1);
        for (int tower = 0; tower < 2; tower++) {
          Range weights = layout.weights(tower, layer);
          int units = layout.layers().get(layer).outputChannels(tower);
          for (int i = 0; i < weights.length(); i++) {
            int input = i / units;
            factors[weights.offset() + i] =
                input < first.length ? first[input] : second[input - first.length];
          }
        }
      }
    }
    return factors;
  }

  /** Dropout's factors on the first image's outputs of a layer in a tower. */
  private static float[] mask(NetworkSpecification specification, long seed, int tower, int layer) {
    float[] mask = new float[specification.layers().get(layer).outputLength(tower)];
    DropoutMask.of(specification.layers().get(layer).dropout(), seed, tower, layer).fill(mask);
    return mask;
  }

  @Test
  void afterAStepEveryPassReadsTheNewWeights() {
    NetworkSpecification specification = TINY.withInputScale(1.0 / 60);
    float[] parameters = parameters(specification);
    Batch batch = batch(specification, 2);
    double[] images = doubles(batch.images().numbers());
    try (Network network = network(specification, 2)) {
      network.setParameters(parameters, new float[parameters.length]);
      float[] probabilities = new float[2 * specification.classes()];
      network.probabilities(batch.images(), 2, probabilities);
      double[] before = doubles(probabilities);
      network.trainStep(batch, new UpdateRule(0.05f, 0, 0), 1);
      network.copyParametersTo(parameters, new float[parameters.length]);
      network.probabilities(batch.images(), 2, probabilities);
      float[] gradient = new float[parameters.length];
      network.gradient(batch, 1, gradient);

      var moved = new ReferenceNetwork(specification, doubles(parameters));
      assertThat(relativeError(probabilities, before)).isGreaterThan(2 * forwardTolerance());
      assertThat(relativeError(probabilities, moved.probabilities(images, 2)))
          .isLessThan(forwardTolerance());
      assertGradient(
          network.layout(),
          gradient,
          moved.gradient(images, batch.labels(), 2),
          moved.biasGradientTerms(images, batch.labels(), 2));
    }
  }

  @Test
  void tenStepsMoveTheParametersByTheRule() {
    NetworkSpecification specification = TINY.withInputScale(1.0 / 60);
    float[] parameters = parameters(specification);
    double[] w = doubles(parameters);
    double[] v = normal(8, w.length, 1e-4);
    try (Network network = network(specification, 2)) {
      network.setParameters(parameters, floats(v));
      for (int step = 0; step < 10; step++) {
        UpdateRule rule = new UpdateRule(step < 5 ? 0.01f : 0.001f, 0.9f, 0.05f);
        Batch batch = batch(specification, 2, step);
        float[] g = new float[w.length];
        network.gradient(batch, step, g);
        network.trainStep(batch, rule, step);
        ParameterLayout layout = network.layout();
        for (int tower = 0; tower < 2; tower++) {
          Range all = layout.tower(tower);
          for (int i = all.offset(); i < all.end(); i++) {
            double decay = i < layout.weights(tower).end() ? rule.weightDecay() : 0;
            v[i] =
                rule.momentum() * v[i]
                    - decay * rule.learningRate() * w[i]
                    - rule.learningRate() * g[i];
            w[i] += v[i];
          }
        }
      }
      float[] actual = new float[w.length];
      float[] momentum = new float[w.length];
      network.copyParametersTo(actual, momentum);
      assertThat(relativeError(actual, w)).isLessThan(1e-6);
      assertThat(relativeError(momentum, v)).isLessThan(1e-5);
    }
  }

  @Test
  void parametersAloneLeaveTheMomentumAsItIs() {
    float[] momentum = floats(normal(8, parameters(TINY).length, 1e-4));
    float[] parameters = parameters(TINY);
    try (Network network = network(TINY, 2)) {
      network.setParameters(new float[parameters.length], momentum);

      network.setParameters(parameters);

      float[] actual = new float[parameters.length];
      float[] kept = new float[parameters.length];
      network.copyParametersTo(actual, kept);
      assertThat(actual).isEqualTo(parameters);
      assertThat(kept).isEqualTo(momentum);
    }
  }

  @Test
  void imagesBeyondTheCountWeighOnNothing() {
    NetworkSpecification specification = TINY.withDropout(0.5);
    float[] parameters = parameters(specification);
    Batch full = batch(specification, 4, 1);
    float[] junk = full.images().numbers().clone();
    Arrays.fill(junk, 2 * specification.imageLength(), junk.length, Float.NaN);
    float[] small = new float[parameters.length];
    float[] tail = new float[parameters.length];

    try (Network network = network(specification, 2)) {
      network.setParameters(parameters, new float[parameters.length]);
      network.gradient(new Batch(full.images(), full.labels(), 2), 3, small);
    }
    try (Network network = network(specification, 4)) {
      network.setParameters(parameters, new float[parameters.length]);
      network.gradient(full, 2, tail);
      network.gradient(new Batch(junk, full.labels(), 2), 3, tail);
    }

    assertThat(relativeError(tail, doubles(small))).isLessThan(1e-5);
  }

  @Test
  void theSameSeedGivesTheSameBitsRunAfterRun() {
    NetworkSpecification specification = TINY.withDropout(0.5);

    assertThat(trained(specification, 7)).isEqualTo(trained(specification, 7));
    assertThat(trained(specification, 7)).isNotEqualTo(trained(specification, 8));
  }

  /** Operations are bound to native memory once: the collector must not take it from under them. */
  @Test
  void garbageCollectionTakesNothingFromARunningNetwork() {
    float[] parameters = parameters(TINY);
    Batch batch = batch(TINY, 2);
    float[] before = new float[parameters.length];
    float[] after = new float[parameters.length];
    try (Network network = network(TINY, 2)) {
      network.setParameters(parameters, new float[parameters.length]);
      network.gradient(batch, 1, before);
      for (int round = 0; round < 3; round++) {
        System.gc();
        // What a second network allocates may land where something was wrongly freed.
        try (Network other = network(TINY, 2)) {
          other.setParameters(new float[parameters.length], new float[parameters.length]);
          other.trainStep(batch, RULE, 1);
        }
      }
      network.gradient(batch, 1, after);
    }

    assertThat(after).isEqualTo(before);
  }

  @Test
  void aThousandStepsAllocateNothingNative() {
    float[] parameters = parameters(TINY);
    Batch batch = batch(TINY, 1);
    try (Network network = network(TINY, 1)) {
      network.setParameters(parameters, new float[parameters.length]);
      UpdateRule still = new UpdateRule(0, 0.9f, 0.0005f);
      for (int step = 0; step < 100; step++) {
        network.trainStep(batch, still, step);
      }
      NativeMemory.Use before = NativeMemory.use();
      for (int step = 0; step < 1000; step++) {
        network.trainStep(batch, still, step);
      }
      NativeMemory.Use after = NativeMemory.use();

      assertThat(after.pointers() - before.pointers()).isLessThanOrEqualTo(newNativeObjects());
      // The virtual machine's compiler works in the same heap. A tensor a step would be 200 MB.
      assertThat(after.bytes() - before.bytes()).isLessThan(64L << 20);
    }
  }

  @Test
  void towersExchangeWhatTheSpecificationSaysAndNothingElse() {
    float[] parameters = parameters(TINY);
    try (Network network = network(TINY, 3)) {
      network.setParameters(parameters, new float[parameters.length]);
      network.trainStep(batch(TINY, 3), RULE, 1);

      long bytes = 3L * TINY.exchangedBytesPerImage() * exchangedBytes() / Float.BYTES;
      assertThat(network.received(0)).isEqualTo(new Exchange.Received(bytes, bytes, 3 * 2 * 4));
      assertThat(network.received(1)).isEqualTo(new Exchange.Received(bytes, bytes, 3 * 3 * 4));
    }
  }

  @Test
  void aSingleTowerExchangesNothing() {
    NetworkSpecification one = TINY.withArrangement(Arrangement.ONE_TOWER);
    float[] parameters = parameters(one);
    try (Network network = network(one, 2)) {
      network.setParameters(parameters, new float[parameters.length]);
      network.trainStep(batch(one, 2), RULE, 1);

      assertThat(network.received(0)).isEqualTo(new Exchange.Received(0, 0, 0));
    }
  }

  @Test
  void featuresAreWhatTheNextLayerReads() {
    float[] parameters = parameters(TINY);
    Batch batch = batch(TINY, 2);
    try (Network network = network(TINY, 3)) {
      network.setParameters(parameters, new float[parameters.length]);
      int length = network.featureLength("fc7");
      float[] features = new float[2 * length];
      network.features("fc7", batch.images(), 2, features);
      float[] probabilities = new float[2 * 5];
      network.probabilities(batch.images(), 2, probabilities);

      assertThat(length).isEqualTo(TINY.layer("fc7").totalOutputChannels());
      assertThat(network.featureLength("conv5"))
          .isEqualTo(36 * TINY.layer("conv5").totalOutputChannels());
      assertThat(softmaxOfFc8(network.layout(), parameters, features, length))
          .usingComparatorWithPrecision(forwardTolerance())
          .containsExactly(doubles(probabilities));
      assertThatThrownBy(() -> network.features("conv9", batch.images(), 2, features))
          .hasMessageContaining("conv9");
    }
  }

  @Test
  void theTowersActivationsJoinedAreTheFeatures() {
    float[] parameters = parameters(TINY);
    Batch batch = batch(TINY, 1);
    try (Network network = network(TINY, 2)) {
      network.setParameters(parameters, new float[parameters.length]);
      for (String layer : List.of("conv1", "conv5", "fc7")) {
        float[] features = new float[network.featureLength(layer)];
        network.features(layer, batch.images(), 1, features);
        int half = TINY.layer(layer).outputLength(0);
        for (int tower = 0; tower < 2; tower++) {
          float[] activations = new float[half];
          network.activations(layer, tower, batch.images(), 1, activations);
          assertThat(activations)
              .as("%s of tower %d", layer, tower)
              .containsExactly(Arrays.copyOfRange(features, tower * half, (tower + 1) * half));
        }
      }
      assertThatThrownBy(() -> network.activations("conv9", 0, batch.images(), 1, new float[1]))
          .hasMessageContaining("conv9")
          .hasMessageContaining("conv1, conv2");
    }
  }

  @Test
  void aListenerHearsEveryPartOfAStepOnceFromEachTower() {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    float[] parameters = parameters(TINY);
    try (Network network = network(TINY, 2)) {
      network.setParameters(parameters, new float[parameters.length]);
      network.listen(
          (tower, layer, phase, nanoseconds) -> {
            assertThat(nanoseconds).isNotNegative();
            heard.add(tower + " " + phase + " " + layer);
          });
      network.trainStep(batch(TINY, 2), RULE, 1);
    }

    assertThat(heard).doesNotHaveDuplicates().contains("0 INPUT ", "1 UPDATE ", "0 SCORE ");
    for (LayerSpecification layer : TINY.layers()) {
      assertThat(heard).contains("1 FORWARD " + layer.name(), "1 BACKWARD " + layer.name());
    }
  }

  @Test
  void learnsToTellBrightFromDarkHalves() {
    NetworkSpecification specification = AlexNet.paper(2).withWidth(0.06).withInputScale(1.0 / 60);
    float[] parameters = Initialization.HE.parameters(specification, 3, 60);
    UpdateRule gentle = new UpdateRule(0.003f, 0.9f, 0.0005f);
    Batch batch = halves(specification, 8);
    try (Network network = network(specification, 8)) {
      network.setParameters(parameters, new float[parameters.length]);
      double before = network.evaluate(batch).loss();
      for (int step = 0; step < 25; step++) {
        network.trainStep(batch, gentle, step);
      }
      StepResult after = network.evaluate(batch);

      assertThat(after.loss()).isLessThan(before / 4);
      assertThat(after.correct()).isEqualTo(8);
    }
  }

  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void aTowerThatFailsHangsNobodyAndSaysSo() {
    AtomicBoolean fails = new AtomicBoolean();
    List<Device> devices = devices().forTowers(2);
    devices = List.of(devices.get(0), failing(devices.get(1), fails));
    float[] parameters = parameters(TINY);
    Batch batch = batch(TINY, 2);
    try (Network network = new Network(TINY, 2, devices)) {
      network.setParameters(parameters, new float[parameters.length]);
      fails.set(true);

      assertThatThrownBy(() -> network.trainStep(batch, RULE, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("out of order");
      assertThatThrownBy(() -> network.trainStep(batch, RULE, 1))
          .hasMessageContaining("set its parameters anew");

      fails.set(false);
      network.setParameters(parameters, new float[parameters.length]);
      assertThat(network.trainStep(batch, RULE, 1).loss()).isPositive();
    }
  }

  @Test
  void whatDoesNotFitIsSaidBeforeAnythingMoves() {
    Batch batch = batch(TINY, 2);
    try (Network network = network(TINY, 2)) {
      float[] zeros = new float[network.layout().length()];
      network.setParameters(zeros, zeros);

      assertThatThrownBy(() -> network.setParameters(new float[3], zeros))
          .hasMessageContaining("parameters of 3 numbers");
      assertThatThrownBy(
              () -> network.trainStep(new Batch(batch.images(), batch.labels(), 3), RULE, 1))
          .hasMessage("the number of images is 3, must be 1 to 2");
      assertThatThrownBy(
              () -> network.trainStep(new Batch(batch.images(), new int[] {0, 5}, 2), RULE, 1))
          .hasMessage("label 5 of 5 classes");
      assertThatThrownBy(
              () -> network.trainStep(new Batch(new float[9], batch.labels(), 2), RULE, 1))
          .hasMessage("of 2 images there are only 0 of 150528 numbers each");
      ViewedImages smaller = viewed(200, 2);
      assertThatThrownBy(() -> network.trainStep(new Batch(smaller, batch.labels(), 2), RULE, 1))
          .hasMessage("of 2 images there are only 0 of 150528 numbers each");
      assertThat(network.trainStep(batch, RULE, 1).count()).isEqualTo(2);
    }
    assertThatThrownBy(() -> new Network(TINY, 2, devices().forTowers(1)))
        .hasMessage("1 devices for 2 towers");
  }

  @Test
  void stepsOnStoredPixelsAreThoseOnPreparedImages() {
    ViewedImages images = viewed(224, 3);
    int[] labels = {1, 4, 2};
    float[] start = Initialization.HE.parameters(TINY, 1, 60);
    List<float[]> ends = new ArrayList<>();
    for (Images form : List.of(images, new ReadyImages(images.numbers()))) {
      float[] end = new float[start.length];
      try (Network network = network(TINY, 3)) {
        network.setParameters(start, new float[start.length]);
        network.trainStep(new Batch(form, labels, 3), RULE, 1);
        network.trainStep(new Batch(form, labels, 2), RULE, 2);
        network.copyParametersTo(end, new float[end.length]);
      }
      ends.add(end);
    }
    assertThat(ends.get(0)).isEqualTo(ends.get(1)).isNotEqualTo(start);
  }

  private static ViewedImages viewed(int crop, int count) {
    Random random = new Random(1);
    int stored = crop + 2;
    List<ViewedImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[stored * stored * 3];
      random.nextBytes(pixels);
      float[] shift = {i, 1.5f, -2};
      images.add(new ViewedImage(pixels, new View(i % 3, 1, i % 2 == 1), shift));
    }
    float[] mean = new float[stored * stored * 3];
    Arrays.fill(mean, 127.3f);
    return new ViewedImages(new Preparation(stored, crop, mean), images);
  }

  private float[] trained(NetworkSpecification specification, long seed) {
    float[] parameters = Initialization.HE.parameters(specification, seed, 60);
    try (Network network = network(specification, 4)) {
      network.setParameters(parameters, new float[parameters.length]);
      for (int step = 0; step < 3; step++) {
        network.trainStep(batch(specification, 4, step), RULE, seed + step);
      }
      network.copyParametersTo(parameters, new float[parameters.length]);
    }
    return parameters;
  }

  private Network network(NetworkSpecification specification, int batchSize) {
    return new Network(specification, batchSize, devices().forTowers(specification.towers()));
  }

  private static float[] parameters(NetworkSpecification specification) {
    float[] parameters = Initialization.HE.parameters(specification, 1, 60);
    ParameterLayout layout = new ParameterLayout(specification);
    for (int tower = 0; tower < specification.towers(); tower++) {
      Range biases = layout.biases(tower);
      float[] random = floats(normal(tower, biases.length(), 0.1));
      System.arraycopy(random, 0, parameters, biases.offset(), biases.length());
    }
    return parameters;
  }

  private static Batch batch(NetworkSpecification specification, int count) {
    return batch(specification, count, 0);
  }

  private static Batch batch(NetworkSpecification specification, int count, long seed) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (i * 3 + (int) seed + 1) % specification.classes();
    }
    return new Batch(floats(normal(seed, count * specification.imageLength(), 60)), labels, count);
  }

  private static Batch halves(NetworkSpecification specification, int count) {
    float[] images = floats(normal(5, count * specification.imageLength(), 20));
    int[] labels = new int[count];
    for (int i = 0; i < images.length; i++) {
      int image = i / specification.imageLength();
      labels[image] = image % 2;
      boolean upper = i % specification.imageLength() < specification.imageLength() / 2;
      images[i] += upper == (labels[image] == 0) ? 60 : -60;
    }
    return new Batch(images, labels, count);
  }

  /** A device whose operations fail on the way back while a switch is on. */
  private static Device failing(Device device, AtomicBoolean fails) {
    return (Device)
        Proxy.newProxyInstance(
            NetworkContract.class.getClassLoader(),
            new Class<?>[] {Device.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(device, arguments);
                return method.getName().equals("maxPooling")
                    ? failing((Operation) result, fails)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Operation failing(Operation operation, AtomicBoolean fails) {
    return new Operation() {
      @Override
      public void forward() {
        operation.forward();
      }

      @Override
      public void backward() {
        if (fails.get()) {
          throw new IllegalStateException("out of order");
        }
        operation.backward();
      }
    };
  }

  private static double[] softmaxOfFc8(
      ParameterLayout layout, float[] parameters, float[] features, int length) {
    double[] logits = new double[2 * 5];
    for (int image = 0; image < 2; image++) {
      for (int tower = 0; tower < 2; tower++) {
        int units = layout.layers().get(7).outputChannels(tower);
        for (int unit = 0; unit < units; unit++) {
          double sum = parameters[layout.biases(tower, 7).offset() + unit];
          for (int i = 0; i < length; i++) {
            sum +=
                features[image * length + i]
                    * parameters[layout.weights(tower, 7).offset() + i * units + unit];
          }
          logits[image * 5 + tower * 3 + unit] = sum;
        }
      }
    }
    return org.alexnetspark.model.reference.ReferenceOperations.softmax(logits, 5);
  }

  private static double distance(float[] actual, double[] expected) {
    double[] difference = doubles(actual);
    Arrays.setAll(difference, i -> difference[i] - expected[i]);
    return length(difference);
  }

  private static double length(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }

  private static double[] part(double[] vector, Range range) {
    return Arrays.copyOfRange(vector, range.offset(), range.end());
  }

  private static float[] part(float[] vector, Range range) {
    return Arrays.copyOfRange(vector, range.offset(), range.end());
  }
}
