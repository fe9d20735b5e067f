package org.alexnetspark.model.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LayerSpecification.Kind;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.alexnetspark.model.specification.Pooling;

/**
 * The network as a single-device description has it: merged maps of all towers' channels, grouped
 * convolutions where a layer sees its own half, plain ones where it sees both. In double precision
 * and without dropout.
 */
public final class ReferenceNetwork {

  private final NetworkSpecification specification;
  private final ParameterLayout layout;
  private final double[] parameters;

  public ReferenceNetwork(NetworkSpecification specification, double[] parameters) {
    this.specification = specification;
    this.layout = new ParameterLayout(specification);
    this.parameters = parameters;
  }

  /** Everything one forward pass computed, layer by layer. */
  private static final class Trace {
    final List<double[]> inputs = new ArrayList<>();

    /** What each layer's activation read. */
    final List<double[]> sums = new ArrayList<>();

    /** What each layer's normalisation read. */
    final List<double[]> activations = new ArrayList<>();

    /** What each layer's second normalisation read. */
    final List<double[]> normalized = new ArrayList<>();

    /** Of each layer, what each of its poolings read. */
    final List<List<double[]>> unpooled = new ArrayList<>();
  }

  /** Logits of some images. */
  public double[] logits(double[] images, int count) {
    return forward(images, count, new Trace());
  }

  /** Class probabilities of some images. */
  public double[] probabilities(double[] images, int count) {
    return ReferenceOperations.softmax(logits(images, count), specification.classes());
  }

  /** Mean loss over some images. */
  public double loss(double[] images, int[] labels, int count) {
    return ReferenceOperations.meanCrossEntropy(
        logits(images, count), specification.classes(), labels);
  }

  /** Gradient of the mean loss, in the flat order. */
  public double[] gradient(double[] images, int[] labels, int count) {
    double[] gradient = new double[layout.length()];
    backward(images, labels, count, gradient, new double[layout.length()]);
    return gradient;
  }

  /**
   * What biases' gradients are sums of: for every bias the length (Euclidean) of the vector of its
   * terms, one for each place and image, in the flat order; zeros for weights.
   */
  public double[] biasGradientTerms(double[] images, int[] labels, int count) {
    double[] squares = new double[layout.length()];
    backward(images, labels, count, new double[layout.length()], squares);
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  private void backward(
      double[] images, int[] labels, int count, double[] gradient, double[] squaresOfBiases) {
    Trace trace = new Trace();
    double[] logits = forward(images, count, trace);
    double[] flow =
        ReferenceOperations.crossEntropyGradient(logits, specification.classes(), labels);
    for (int index = layout.layers().size() - 1; index >= 0; index--) {
      LayerSpecification layer = layout.layers().get(index);
      int channels = layer.totalOutputChannels();
      int towers = layout.towers();
      if (layer.activatedLast()) {
        flow =
            ReferenceOperations.activationGradient(layer.activation(), trace.sums.get(index), flow);
      }
      for (int pooling = layer.poolings().size() - 1; pooling >= 0; pooling--) {
        flow =
            pooling(layer, pooling, count).gradient(trace.unpooled.get(index).get(pooling), flow);
      }
      if (layer.normalizedInMaps()) {
        flow =
            ReferenceOperations.mapNormalizationGradient(
                layer.normalizationInMaps(),
                layer.outputSize(),
                layer.outputSize(),
                channels,
                trace.normalized.get(index),
                flow);
      }
      if (layer.normalized()) {
        double[] before = new double[flow.length];
        for (int tower = 0; tower < towers; tower++) {
          int first = firstChannel(layer, tower);
          int own = layer.outputChannels(tower);
          put(
              before,
              channels,
              first,
              ReferenceOperations.normalizationGradient(
                  layer.normalization(),
                  own,
                  take(trace.activations.get(index), channels, first, own),
                  take(flow, channels, first, own)),
              own);
        }
        flow = before;
      }
      if (!layer.activatedLast()) {
        flow =
            ReferenceOperations.activationGradient(layer.activation(), trace.sums.get(index), flow);
      }
      addBiasGradients(index, layer, flow, gradient, squaresOfBiases);
      flow = layerGradient(index, layer, count, trace.inputs.get(index), flow, gradient);
    }
  }

  private void addBiasGradients(
      int index, LayerSpecification layer, double[] flow, double[] gradient, double[] squares) {
    for (int tower = 0; tower < layout.towers(); tower++) {
      int own = layer.outputChannels(tower);
      double[] dy = take(flow, layer.totalOutputChannels(), firstChannel(layer, tower), own);
      int first = layout.biases(tower, index).offset();
      for (int i = 0; i < dy.length; i++) {
        gradient[first + i % own] += dy[i];
        squares[first + i % own] += dy[i] * dy[i];
      }
    }
  }

  private double[] forward(double[] images, int count, Trace trace) {
    double scale = specification.inputScale();
    double[] maps = Arrays.stream(images).map(level -> scale * level).toArray();
    for (int index = 0; index < layout.layers().size(); index++) {
      LayerSpecification layer = layout.layers().get(index);
      int channels = layer.totalOutputChannels();
      trace.inputs.add(maps);
      double[] sums = sums(index, layer, count, maps);
      maps = sums;
      if (!layer.activatedLast()) {
        trace.sums.add(sums);
        maps = ReferenceOperations.activate(layer.activation(), sums);
      }
      trace.activations.add(maps);
      if (layer.normalized()) {
        double[] normalized = new double[maps.length];
        for (int tower = 0; tower < layout.towers(); tower++) {
          int first = firstChannel(layer, tower);
          int own = layer.outputChannels(tower);
          put(
              normalized,
              channels,
              first,
              ReferenceOperations.normalize(
                  layer.normalization(), own, take(maps, channels, first, own)),
              own);
        }
        maps = normalized;
      }
      trace.normalized.add(maps);
      if (layer.normalizedInMaps()) {
        maps =
            ReferenceOperations.normalizeInMaps(
                layer.normalizationInMaps(),
                layer.outputSize(),
                layer.outputSize(),
                channels,
                maps);
      }
      trace.unpooled.add(new ArrayList<>());
      for (int pooling = 0; pooling < layer.poolings().size(); pooling++) {
        trace.unpooled.get(index).add(maps);
        maps = pooling(layer, pooling, count).forward(maps);
      }
      if (layer.activatedLast()) {
        trace.sums.add(maps);
        maps = ReferenceOperations.activate(layer.activation(), maps);
      }
    }
    return maps;
  }

  private double[] sums(int index, LayerSpecification layer, int count, double[] maps) {
    int channels = layer.totalOutputChannels();
    double[] sums = new double[count * layer.outputSize() * layer.outputSize() * channels];
    for (int tower = 0; tower < layout.towers(); tower++) {
      double[] weights = part(layout.weights(tower, index));
      double[] biases = part(layout.biases(tower, index));
      double[] seen = seen(index, layer, tower, maps);
      double[] own =
          layer.kind() == Kind.CONVOLUTION
              ? convolution(layer, tower, count).forward(seen, weights, biases)
              : fullyConnected(layer, tower, count).forward(seen, weights, biases);
      put(sums, channels, firstChannel(layer, tower), own, layer.outputChannels(tower));
    }
    return sums;
  }

  private double[] layerGradient(
      int index,
      LayerSpecification layer,
      int count,
      double[] maps,
      double[] flow,
      double[] gradient) {
    int channels = layer.totalOutputChannels();
    double[] before = new double[maps.length];
    for (int tower = 0; tower < layout.towers(); tower++) {
      double[] dy = take(flow, channels, firstChannel(layer, tower), layer.outputChannels(tower));
      double[] seen = seen(index, layer, tower, maps);
      double[] weights = part(layout.weights(tower, index));
      double[] seenGradient;
      double[] weightGradient;
      if (layer.kind() == Kind.CONVOLUTION) {
        var convolution = convolution(layer, tower, count);
        seenGradient = convolution.inputGradient(dy, weights);
        weightGradient = convolution.weightGradient(seen, dy);
      } else {
        var connected = fullyConnected(layer, tower, count);
        seenGradient = connected.inputGradient(dy, weights);
        weightGradient = connected.weightGradient(seen, dy);
      }
      Range weightRange = layout.weights(tower, index);
      System.arraycopy(weightGradient, 0, gradient, weightRange.offset(), weightRange.length());
      addSeen(index, layer, tower, seenGradient, before);
    }
    return before;
  }

  /** The part of the merged maps that a tower's layer reads, in the order of its weights. */
  private double[] seen(int index, LayerSpecification layer, int tower, double[] maps) {
    if (index == 0) {
      return maps;
    }
    double[] seen = new double[maps.length / (layer.seesBothTowers() ? 1 : layout.towers())];
    int[] order = order(index, layer, tower, maps.length);
    for (int i = 0; i < seen.length; i++) {
      seen[i] = maps[order[i]];
    }
    return seen;
  }

  private void addSeen(
      int index, LayerSpecification layer, int tower, double[] seenGradient, double[] before) {
    if (index == 0) {
      return;
    }
    int[] order = order(index, layer, tower, before.length);
    for (int i = 0; i < seenGradient.length; i++) {
      before[order[i]] += seenGradient[i];
    }
  }

  private int[] order(int index, LayerSpecification layer, int tower, int mapsLength) {
    LayerSpecification previous = layout.layers().get(index - 1);
    int channels = previous.totalOutputChannels();
    int own = previous.outputChannels(0);
    List<Integer> order = new ArrayList<>();
    if (layer.kind() == Kind.FULLY_CONNECTED) {
      int pixels = layer.inputSize() * layer.inputSize();
      for (int image = 0; image < mapsLength / channels / pixels; image++) {
        int firstTower = layer.seesBothTowers() ? 0 : tower;
        int lastTower = layer.seesBothTowers() ? layout.towers() - 1 : tower;
        for (int source = firstTower; source <= lastTower; source++) {
          for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < own; c++) {
              order.add((image * pixels + pixel) * channels + source * own + c);
            }
          }
        }
      }
    } else {
      int first = layer.seesBothTowers() ? 0 : tower * own;
      int read = layer.seesBothTowers() ? channels : own;
      for (int pixel = 0; pixel < mapsLength / channels; pixel++) {
        for (int c = 0; c < read; c++) {
          order.add(pixel * channels + first + c);
        }
      }
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private ReferenceOperations.Convolution convolution(
      LayerSpecification layer, int tower, int count) {
    return new ReferenceOperations.Convolution(
        count,
        layer.inputSize(),
        layer.inputChannels(),
        layer.kernel(),
        layer.stride(),
        layer.padding().near(),
        layer.padding().far() - layer.padding().near(),
        layer.outputChannels(tower));
  }

  private static ReferenceOperations.FullyConnected fullyConnected(
      LayerSpecification layer, int tower, int count) {
    return new ReferenceOperations.FullyConnected(
        count, layer.fanIn(), layer.outputChannels(tower));
  }

  private ReferenceOperations.MaxPooling pooling(LayerSpecification layer, int number, int count) {
    int size = layer.outputSize();
    for (int before = 0; before < number; before++) {
      size = layer.poolings().get(before).outputSize(size);
    }
    return new ReferenceOperations.MaxPooling(
        count,
        size,
        layer.totalOutputChannels(),
        layer.poolings().get(number).window(),
        Pooling.STRIDE,
        layer.poolings().get(number).toTheEdge());
  }

  private static int firstChannel(LayerSpecification layer, int tower) {
    return tower == 0 ? 0 : layer.outputChannels(0);
  }

  private double[] part(Range range) {
    return java.util.Arrays.copyOfRange(parameters, range.offset(), range.end());
  }

  private static double[] take(double[] maps, int channels, int first, int count) {
    double[] part = new double[maps.length / channels * count];
    for (int i = 0; i < part.length; i++) {
      part[i] = maps[i / count * channels + first + i % count];
    }
    return part;
  }

  private static void put(double[] maps, int channels, int first, double[] part, int count) {
    for (int i = 0; i < part.length; i++) {
      maps[i / count * channels + first + i % count] = part[i];
    }
  }
}
