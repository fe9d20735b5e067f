package org.alexnetspark.model.tower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.Dropout;
import org.alexnetspark.model.device.DropoutMask;
import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.ParameterVector;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.Softmax;
import org.alexnetspark.model.device.Softmax.Score;
import org.alexnetspark.model.device.Stretch;
import org.alexnetspark.model.device.Tensor;
import org.alexnetspark.model.device.WeightedOperation;
import org.alexnetspark.model.device.WeightedOperation.Wanted;
import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.LayerRates;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LayerSpecification.Kind;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.alexnetspark.model.specification.Pooling;
import org.alexnetspark.model.specification.UpdateRule;
import org.alexnetspark.model.tower.StageListener.Phase;

/**
 * One tower: half of the network's kernels on one device, or all of them where there is one tower.
 * Every method is called from the tower's own thread, on all towers at the same time: a pass meets
 * the other tower wherever a layer sees both.
 */
public final class Tower {

  /** A layer bound to the device, with the meeting that precedes it. */
  private static final class Stage {
    final LayerSpecification layer;
    WeightedOperation weighted;

    /** What follows the sums. */
    final List<Operation> operations = new ArrayList<>();

    Signal output;
    Exchange.Joint joint;

    Stage(LayerSpecification layer) {
      this.layer = layer;
    }
  }

  /** A dropout with its place in the network and the share of outputs that it leaves out. */
  private record DropoutSite(Dropout operation, int layer, double share) {}

  private static final String LOGITS = "logits";
  private static final String NO_LAYER = "";

  private final int index;
  private final NetworkSpecification specification;
  private final Device device;
  private final Exchange exchange;
  private final Range range;
  private final ParameterLayout layout;
  private final ParameterVector parameters;
  private final ImageInput images;
  private final GradientRooms gradients;
  private final Map<String, Stage> stages = new LinkedHashMap<>();
  private final List<DropoutSite> dropouts = new ArrayList<>();
  private final Softmax softmax;
  private Exchange.Joint logitJoint;
  private StageListener listener;

  /** Makes memory and operations; {@link #connect} must follow once all towers are made. */
  public Tower(
      int index,
      NetworkSpecification specification,
      int batchSize,
      Device device,
      Exchange exchange) {
    this.index = index;
    this.specification = specification;
    this.device = device;
    this.exchange = exchange;
    layout = new ParameterLayout(specification);
    range = layout.tower(index);
    parameters = device.parameters(range.length());
    List<LayerSpecification> layers = specification.layers();
    LayerSpecification first = layers.get(0);
    images =
        device.images(
            new Shape(batchSize, first.inputSize(), first.inputChannels()),
            first.padding(),
            (float) specification.inputScale());
    gradients = new GradientRooms(device, layers, index, batchSize);
    Signal signal = null;
    for (int number = 0; number < layers.size(); number++) {
      Parameters own =
          parameters.layer(
              layout.weights(index, number).relativeTo(range.offset()),
              layout.biases(index, number).relativeTo(range.offset()));
      signal = addStage(layers.get(number), number, batchSize, signal, own);
    }
    softmax = addSoftmax(layers.get(layers.size() - 1), batchSize, signal);
  }

  /** Binds the copies between towers, once every tower has been made. */
  public void connect() {
    if (specification.towers() == 1) {
      return;
    }
    for (Stage stage : stages.values()) {
      if (stage.layer.seesBothTowers()) {
        stage.joint = exchange.connect(index, stage.layer.name(), device);
      }
    }
    logitJoint = exchange.connectLogits(index, LOGITS, device);
  }

  /** Names who hears, from now on, how long the parts of a step take. */
  public void listen(StageListener newListener) {
    device.finish();
    listener = newListener;
  }

  /** Takes this tower's part of the flat vector; momentum stays as it is. */
  public void writeParameters(float[] weights) {
    parameters.write(weights, range.offset());
  }

  /** Takes this tower's part of the flat vectors. */
  public void writeParameters(float[] weights, float[] momentum) {
    parameters.write(weights, momentum, range.offset());
  }

  /** Fills in this tower's part of the flat vectors. */
  public void readParameters(float[] weights, float[] momentum) {
    parameters.read(weights, momentum, range.offset());
  }

  /** Fills in this tower's part of the flat gradient of the last backward pass. */
  public void readGradient(float[] gradient) {
    parameters.readGradient(gradient, range.offset());
  }

  /**
   * Forward and backward with dropout; leaves the gradient in the parameter vector. Of what does
   * not move no gradient is computed, nor of anything below the lowest layer that does.
   *
   * @param layers says what does not move, the same in all towers
   * @return gives the loss, once; it may wait for it
   */
  public Supplier<Score> gradient(
      Images batch, int[] labels, int count, long dropoutSeed, LayerRates layers) {
    for (DropoutSite site : dropouts) {
      site.operation.setMask(DropoutMask.of(site.share, dropoutSeed, index, site.layer));
    }
    writeImages(batch, count);
    forward();
    long start = System.nanoTime();
    Supplier<Score> score = softmax.score(labels, count);
    tell(NO_LAYER, Phase.SCORE, start);
    backward(layers);
    return score;
  }

  /** Moves the parameters by the gradient of the last pass. */
  public void update(UpdateRule rule) {
    long start = System.nanoTime();
    parameters.update(rule.momentum(), stretches(rule));
    tell(NO_LAYER, Phase.UPDATE, start);
  }

  /** What moves, neighbours that move alike together: for the paper's rule weights and biases. */
  private List<Stretch> stretches(UpdateRule rule) {
    List<Stretch> stretches = new ArrayList<>();
    for (boolean biases : new boolean[] {false, true}) {
      for (int number = 0; number < layout.layers().size(); number++) {
        String layer = layout.layers().get(number).name();
        if (!rule.layers().isFrozen(layer)) {
          Range own = biases ? layout.biases(index, number) : layout.weights(index, number);
          append(
              stretches,
              new Stretch(
                  own.relativeTo(range.offset()),
                  biases ? rule.biasRate(layer) : rule.weightRate(layer),
                  biases ? 0 : rule.weightDecay()));
        }
      }
    }
    return stretches;
  }

  private static void append(List<Stretch> stretches, Stretch next) {
    if (!stretches.isEmpty()) {
      Stretch last = stretches.get(stretches.size() - 1);
      Range before = last.range();
      if (before.end() == next.range().offset()
          && last.learningRate() == next.learningRate()
          && last.weightDecay() == next.weightDecay()) {
        Range both = new Range(before.offset(), before.length() + next.range().length());
        stretches.set(
            stretches.size() - 1, new Stretch(both, next.learningRate(), next.weightDecay()));
        return;
      }
    }
    stretches.add(next);
  }

  /** Forward without dropout. */
  public void infer(Images batch, int count) {
    dropouts.forEach(site -> site.operation.setMask(DropoutMask.none()));
    writeImages(batch, count);
    forward();
  }

  /** Class probabilities of the last forward pass. */
  public void readProbabilities(float[] target, int count) {
    softmax.probabilities(target, count);
  }

  /** Loss and hits of the last forward pass. */
  public Score score(int[] labels, int count) {
    return softmax.score(labels, count).get();
  }

  /** What this tower handed on from a layer in the last forward pass. */
  public void readOutput(String layer, float[] target, int count) {
    stages.get(layer).output.value().read(target, count);
  }

  private void writeImages(Images batch, int count) {
    long start = System.nanoTime();
    images.write(batch, count);
    tell(NO_LAYER, Phase.INPUT, start);
  }

  private void forward() {
    for (Stage stage : stages.values()) {
      if (stage.joint != null) {
        meetForward(stage.layer.name(), stage.joint);
      }
      long start = System.nanoTime();
      stage.weighted.forward();
      stage.operations.forEach(Operation::forward);
      tell(stage.layer.name(), Phase.FORWARD, start);
    }
    if (logitJoint != null) {
      meetForward(LOGITS, logitJoint);
    }
  }

  private void meetForward(String name, Exchange.Joint joint) {
    long start = System.nanoTime();
    joint.forward();
    tell(name, Phase.ACTIVATION_EXCHANGE, start);
  }

  private void backward(LayerRates layers) {
    List<Stage> moving = new ArrayList<>(stages.values());
    while (!moving.isEmpty() && layers.isFrozen(moving.get(0).layer.name())) {
      moving.remove(0);
    }
    for (int number = moving.size() - 1; number >= 0; number--) {
      Stage stage = moving.get(number);
      boolean lowest = number == 0;
      long start = System.nanoTime();
      for (int i = stage.operations.size() - 1; i >= 0; i--) {
        stage.operations.get(i).backward();
      }
      stage.weighted.backward(wanted(lowest, layers.isFrozen(stage.layer.name())));
      tell(stage.layer.name(), Phase.BACKWARD, start);
      if (stage.joint != null && !lowest) {
        start = System.nanoTime();
        stage.joint.backward();
        tell(stage.layer.name(), Phase.GRADIENT_EXCHANGE, start);
      }
    }
  }

  private static Wanted wanted(boolean lowest, boolean frozen) {
    if (lowest) {
      return Wanted.PARAMETER_GRADIENTS;
    }
    return frozen ? Wanted.INPUT_GRADIENT : Wanted.ALL;
  }

  /** A device that only queues its work is waited for, but only where somebody wants the time. */
  private void tell(String layer, Phase phase, long start) {
    if (listener != null) {
      device.finish();
      listener.ended(index, layer, phase, System.nanoTime() - start);
    }
  }

  private Signal addStage(
      LayerSpecification layer, int number, int batchSize, Signal previous, Parameters own) {
    Signal input = layer.seesBothTowers() ? joined(layer, batchSize, previous) : previous;
    Stage stage = new Stage(layer);
    stages.put(layer.name(), stage);
    int channels = layer.outputChannels(index);
    Shape sums = new Shape(batchSize, layer.outputSize(), channels);
    Signal output = isLast(number) ? logits(sums) : gradients.signal(sums);
    Activation ofSums = layer.activationOfSums();
    if (layer.kind() == Kind.FULLY_CONNECTED) {
      stage.weighted = device.fullyConnected(input, own, ofSums, output);
    } else {
      stage.weighted =
          layer.readsImage()
              ? device.convolution(images, geometry(layer, 0), own, ofSums, output)
              : device.convolution(
                  input, geometry(layer, layer.padding().near()), own, ofSums, output);
    }
    if (layer.normalized()) {
      output = addNormalization(stage, output);
    }
    if (layer.normalizedInMaps()) {
      output = addMapNormalization(stage, output);
    }
    for (Pooling pooling : layer.poolings()) {
      output = addPooling(stage, output, pooling);
    }
    if (layer.activatedLast()) {
      stage.operations.add(device.activation(layer.activation(), output));
    }
    if (layer.dropout() > 0) {
      output = addDropout(stage, output, number);
    }
    stage.output = output;
    return output;
  }

  private static ConvolutionGeometry geometry(LayerSpecification layer, int padding) {
    return new ConvolutionGeometry(layer.kernel(), layer.stride(), padding);
  }

  private boolean isLast(int number) {
    return number == specification.layers().size() - 1;
  }

  private Signal logits(Shape shape) {
    return new Signal(device.exactTensor(shape), device.exactTensor(shape));
  }

  private Signal addNormalization(Stage stage, Signal input) {
    Signal output = normalized(input, !stage.layer.normalizedInMaps(), stage.layer);
    stage.operations.add(device.normalization(input, stage.layer.normalization(), output));
    return output;
  }

  private Signal addMapNormalization(Stage stage, Signal input) {
    Signal output = normalized(input, true, stage.layer);
    stage.operations.add(device.mapNormalization(input, stage.layer.normalizationInMaps(), output));
    return output;
  }

  /**
   * Values that have been normalised.
   *
   * @param last whether they are pooled next, if at all
   */
  private Signal normalized(Signal input, boolean last, LayerSpecification layer) {
    return last && !layer.poolings().isEmpty()
        ? device.signalToPool(input.shape())
        : gradients.signal(input.shape());
  }

  private Signal addPooling(Stage stage, Signal input, Pooling pooling) {
    int size = pooling.outputSize(input.shape().size());
    Signal output =
        gradients.signal(new Shape(input.shape().batch(), size, input.shape().channels()));
    stage.operations.add(device.maxPooling(input, pooling.window(), Pooling.STRIDE, output));
    return output;
  }

  private Signal addDropout(Stage stage, Signal input, int number) {
    Signal output = gradients.signal(input.shape());
    Dropout dropout = device.dropout(input, output);
    stage.operations.add(dropout);
    dropouts.add(new DropoutSite(dropout, number, stage.layer.dropout()));
    return output;
  }

  /** With a single tower what the layer sees is the signal before it, and nothing is copied. */
  private Signal joined(LayerSpecification layer, int batchSize, Signal own) {
    if (specification.towers() == 1) {
      return own;
    }
    boolean maps = layer.kind() == Kind.CONVOLUTION;
    Signal joined =
        device.signal(
            maps
                ? new Shape(batchSize, layer.inputSize(), layer.inputChannels())
                : Shape.ofVectors(batchSize, layer.fanIn()));
    int part = maps ? own.shape().channels() : own.shape().imageLength();
    exchange.show(index, layer.name(), own, joined, index * part);
    return joined;
  }

  private Softmax addSoftmax(LayerSpecification last, int batchSize, Signal own) {
    int before = index == 0 ? 0 : last.outputChannels(0);
    Range classes = new Range(before, last.outputChannels(index));
    if (specification.towers() == 1) {
      return device.softmax(own.value(), own.gradient(), classes);
    }
    Tensor all = device.exactTensor(Shape.ofVectors(batchSize, specification.classes()));
    exchange.show(index, LOGITS, own, new Signal(all, all), before);
    return device.softmax(all, own.gradient(), classes);
  }
}
