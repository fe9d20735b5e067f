package org.alexnetspark.model.dl4j;

import java.util.stream.IntStream;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LayerSpecification.Kind;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.ParameterLayout.Range;

/**
 * An array of a tower's weights or biases as DL4J, ONNX and others lay it out, whose maps are
 * [channel, row, column]: of a convolution [kernel, channel, row, column], of a fully connected
 * layer [unit, input]. Their number (unit, input), unit by unit, is ours at positions[input] *
 * units + unit.
 *
 * @param ours where it lies in our flat vector
 * @param units 1 where ours has the units of an input apart too
 * @param positions of each of their inputs among ours
 */
public record ChannelsFirst(Range ours, int units, int[] positions) {

  private interface InputVisitor {
    void visit(int input, int first);
  }

  /** A tower's biases of a layer, which have one order everywhere. */
  public static ChannelsFirst biases(ParameterLayout layout, int tower, int index) {
    Range ours = layout.biases(tower, index);
    return new ChannelsFirst(ours, 1, IntStream.range(0, ours.length()).toArray());
  }

  /** A tower's weights of a layer. */
  public static ChannelsFirst weights(ParameterLayout layout, int tower, int index) {
    LayerSpecification layer = layout.layers().get(index);
    Range ours = layout.weights(tower, index);
    return layer.kind() == Kind.CONVOLUTION
        ? new ChannelsFirst(ours, 1, kernelPositions(layer, tower))
        : new ChannelsFirst(
            ours,
            layer.outputChannels(tower),
            inputPositions(layer, layer.seesBothTowers() ? layout.towers() : 1));
  }

  /** Theirs: [kernel, channel, row, column]; ours: [kernel, row, column, channel]. */
  private static int[] kernelPositions(LayerSpecification layer, int tower) {
    int area = layer.kernel() * layer.kernel();
    int channels = layer.inputChannels();
    return IntStream.range(0, layer.weightCount(tower))
        .map(i -> (i / area / channels * area + i % area) * channels + i / area % channels)
        .toArray();
  }

  /** They read maps as [channel, row, column]; ours are [tower, row, column, channel]. */
  private static int[] inputPositions(LayerSpecification layer, int towers) {
    int area = layer.inputSize() * layer.inputSize();
    int channels = layer.inputChannels() / towers;
    return IntStream.range(0, layer.fanIn())
        .map(i -> (i / area / channels * area + i % area) * channels + i / area % channels)
        .toArray();
  }

  /**
   * Copies their numbers into our flat vector.
   *
   * @param theirs as many as {@link #ours} has
   */
  public void toOurs(float[] theirs, float[] parameters) {
    forEachInput(
        (input, first) -> {
          for (int unit = 0; unit < units; unit++) {
            parameters[first + unit] = theirs[unit * positions.length + input];
          }
        });
  }

  /** Their numbers, from our flat vector. */
  public float[] toTheirs(float[] parameters) {
    float[] theirs = new float[ours.length()];
    forEachInput(
        (input, first) -> {
          for (int unit = 0; unit < units; unit++) {
            theirs[unit * positions.length + input] = parameters[first + unit];
          }
        });
    return theirs;
  }

  /** In parallel: a layer's transposition waits for memory most of the time. */
  private void forEachInput(InputVisitor visitor) {
    IntStream.range(0, positions.length)
        .parallel()
        .forEach(
            input -> visitor.visit(input, Math.addExact(ours.offset(), positions[input] * units)));
  }
}
