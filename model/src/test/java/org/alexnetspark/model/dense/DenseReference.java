package org.alexnetspark.model.dense;

import java.util.Arrays;
import org.alexnetspark.model.reference.ReferenceOperations;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LayerSpecification.Kind;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.Pooling;

/**
 * A network over an image of any size as the paper has it: fully connected layers are convolutions
 * of their weights, laid out as kernels. Merged maps of all towers' channels, in double precision,
 * one loop for each index.
 */
final class DenseReference {

  private final NetworkSpecification network;
  private final ParameterLayout layout;
  private final float[] parameters;

  DenseReference(NetworkSpecification network, float[] parameters) {
    this.network = network;
    this.layout = new ParameterLayout(network);
    this.parameters = parameters;
  }

  /** Maps of one image, [row, column, channel]. */
  private record Maps(int height, int width, int channels, double[] numbers) {

    /** Zero outside. */
    double at(int row, int column, int channel) {
      return row < 0 || column < 0 || row >= height || column >= width
          ? 0
          : numbers[(row * width + column) * channels + channel];
    }

    Maps padded(int near, int farBelow, int farRight) {
      int paddedHeight = near + height + farBelow;
      int paddedWidth = near + width + farRight;
      double[] padded = new double[paddedHeight * paddedWidth * channels];
      for (int row = 0; row < paddedHeight; row++) {
        for (int column = 0; column < paddedWidth; column++) {
          for (int channel = 0; channel < channels; channel++) {
            padded[(row * paddedWidth + column) * channels + channel] =
                at(row - near, column - near, channel);
          }
        }
      }
      return new Maps(paddedHeight, paddedWidth, channels, padded);
    }
  }

  /** Class probabilities of an image. */
  double[] probabilities(float[] image, int height, int width) {
    double[] scaled = new double[image.length];
    Arrays.setAll(scaled, i -> network.inputScale() * image[i]);
    Maps maps = new Maps(height, width, 3, scaled);
    for (int index = 0; index < layout.layers().size(); index++) {
      maps = applied(index, maps);
    }
    double[] means = new double[maps.channels];
    for (int i = 0; i < maps.numbers.length; i++) {
      means[i % maps.channels] += maps.numbers[i] / (maps.height * maps.width);
    }
    return ReferenceOperations.softmax(means, means.length);
  }

  private Maps applied(int index, Maps maps) {
    LayerSpecification layer = layout.layers().get(index);
    int channels = layer.totalOutputChannels();
    boolean convolution = layer.kind() == Kind.CONVOLUTION;
    int side = convolution ? layer.kernel() : layer.inputSize();
    Maps padded =
        convolution
            ? maps.padded(
                layer.padding().near(),
                layer.readsImage() ? far(layer, maps.height) : layer.padding().far(),
                layer.readsImage() ? far(layer, maps.width) : layer.padding().far())
            : maps;
    int height = (padded.height - side) / layer.stride() + 1;
    int width = (padded.width - side) / layer.stride() + 1;
    double[] sums = new double[height * width * channels];
    for (int unit = 0; unit < channels; unit++) {
      int tower = unit < layer.outputChannels(0) ? 0 : 1;
      int own = tower == 0 ? unit : unit - layer.outputChannels(0);
      int first = index == 0 || layer.seesBothTowers() ? 0 : tower * layer.inputChannels();
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          double sum = parameters[layout.biases(tower, index).offset() + own];
          for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
              for (int channel = 0; channel < layer.inputChannels(); channel++) {
                sum +=
                    padded.at(
                            row * layer.stride() + y, column * layer.stride() + x, first + channel)
                        * weight(index, tower, own, y, x, channel);
              }
            }
          }
          sums[(row * width + column) * channels + unit] = sum;
        }
      }
    }
    Maps result =
        new Maps(
            height, width, channels, ReferenceOperations.activate(layer.activationOfSums(), sums));
    if (layer.normalized()) {
      result = normalized(layer, result);
    }
    if (layer.normalizedInMaps()) {
      double[] numbers =
          ReferenceOperations.normalizeInMaps(
              layer.normalizationInMaps(), height, width, channels, result.numbers);
      result = new Maps(height, width, channels, numbers);
    }
    for (Pooling pooling : layer.poolings()) {
      result = pooled(result, pooling);
    }
    return layer.activatedLast()
        ? new Maps(
            result.height,
            result.width,
            channels,
            ReferenceOperations.activate(layer.activation(), result.numbers))
        : result;
  }

  /** Zero pixels after the image, so that the last window reaches its end and no further. */
  private static int far(LayerSpecification layer, int side) {
    int zeros = layer.padding().near();
    while ((layer.padding().near() + side + zeros - layer.kernel()) % layer.stride() != 0) {
      zeros++;
    }
    return zeros;
  }

  private double weight(int index, int tower, int unit, int y, int x, int channel) {
    LayerSpecification layer = layout.layers().get(index);
    int offset = layout.weights(tower, index).offset();
    if (layer.kind() == Kind.CONVOLUTION) {
      int place = (unit * layer.kernel() + y) * layer.kernel() + x;
      return parameters[offset + place * layer.inputChannels() + channel];
    }
    // Inputs are tower 0's maps before tower 1's, each in the order row, column, channel.
    int side = layer.inputSize();
    int half = layer.inputChannels() / (layer.seesBothTowers() ? layout.towers() : 1);
    int source = channel / half;
    int input = ((source * side + y) * side + x) * half + channel % half;
    return parameters[offset + input * layer.outputChannels(tower) + unit];
  }

  private Maps normalized(LayerSpecification layer, Maps maps) {
    double[] numbers = new double[maps.numbers.length];
    int before = 0;
    for (int own : layer.outputChannels()) {
      for (int place = 0; place < maps.height * maps.width; place++) {
        int from = place * maps.channels + before;
        double[] half = Arrays.copyOfRange(maps.numbers, from, from + own);
        System.arraycopy(
            ReferenceOperations.normalize(layer.normalization(), own, half), 0, numbers, from, own);
      }
      before += own;
    }
    return new Maps(maps.height, maps.width, maps.channels, numbers);
  }

  private static Maps pooled(Maps maps, Pooling pooling) {
    int height = pooling.outputSize(maps.height);
    int width = pooling.outputSize(maps.width);
    double[] largest = new double[height * width * maps.channels];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < largest.length; i++) {
      int channel = i % maps.channels;
      int column = i / maps.channels % width;
      int row = i / maps.channels / width;
      for (int y = 0; y < pooling.window(); y++) {
        for (int x = 0; x < pooling.window(); x++) {
          int seenRow = row * Pooling.STRIDE + y;
          int seenColumn = column * Pooling.STRIDE + x;
          if (seenRow < maps.height && seenColumn < maps.width) {
            largest[i] = Math.max(largest[i], maps.at(seenRow, seenColumn, channel));
          }
        }
      }
    }
    return new Maps(height, width, maps.channels, largest);
  }
}
