package org.alexnetspark.model;

import java.util.List;

/**
 * One layer with weights, as a tower sees it, with what follows it.
 *
 * @param name conv1 ... conv5, fc6, fc7, fc8
 * @param kind convolution or fully connected
 * @param kernel side of the kernels; 1 for a fully connected layer
 * @param stride distance between the kernel's positions
 * @param padding zero pixels on every side
 * @param farPadding further zero pixels at the right and below only (conv1 of a 224 crop: 3)
 * @param inputSize side of the input maps; 1 where the input is a vector
 * @param inputChannels channels that one tower reads: those of both towers where it sees both
 * @param outputSize side of the output maps before pooling; 1 for a fully connected layer
 * @param outputChannels kernels or units of each tower
 * @param seesBothTowers whether the input joins the outputs of both towers
 * @param activation what follows the sums
 * @param normalized whether local response normalisation follows the activation
 * @param poolings how many max-poolings come last: 0, 1, or 2 where the next pooled layer was left
 *     out
 * @param pooledSize side of what the layer hands on
 * @param dropout whether dropout is applied to the output while training
 * @param raisedBias whether the paper starts the biases at one (section 5)
 */
public record LayerSpecification(
    String name,
    Kind kind,
    int kernel,
    int stride,
    int padding,
    int farPadding,
    int inputSize,
    int inputChannels,
    int outputSize,
    List<Integer> outputChannels,
    boolean seesBothTowers,
    Activation activation,
    boolean normalized,
    int poolings,
    int pooledSize,
    boolean dropout,
    boolean raisedBias) {

  /** What the weights do. */
  public enum Kind {
    CONVOLUTION,
    FULLY_CONNECTED
  }

  public LayerSpecification {
    outputChannels = List.copyOf(outputChannels);
  }

  /** Weights that meet in one output: kernel area, or input area, times the channels read. */
  public int fanIn() {
    int side = kind == Kind.CONVOLUTION ? kernel : inputSize;
    return side * side * inputChannels;
  }

  /** Kernels or units of one tower. */
  public int outputChannels(int tower) {
    return outputChannels.get(tower);
  }

  /** Kernels or units of all towers together. */
  public int totalOutputChannels() {
    return outputChannels.stream().mapToInt(Integer::intValue).sum();
  }

  /** Number of weights in one tower. */
  public int weightCount(int tower) {
    return Math.multiplyExact(fanIn(), outputChannels(tower));
  }

  /** Numbers an image leaves one tower with, after pooling. */
  public int outputLength(int tower) {
    return pooledSize * pooledSize * outputChannels(tower);
  }

  /** This layer with one more max-pooling at its end. */
  LayerSpecification pooledOnceMore(Pooling pooling) {
    return new LayerSpecification(
        name,
        kind,
        kernel,
        stride,
        padding,
        farPadding,
        inputSize,
        inputChannels,
        outputSize,
        outputChannels,
        seesBothTowers,
        activation,
        normalized,
        poolings + 1,
        pooling.outputSize(pooledSize),
        dropout,
        raisedBias);
  }

  /** Multiply-adds for one image, all towers. */
  public long multiplyAdds() {
    return (long) outputSize * outputSize * fanIn() * totalOutputChannels();
  }
}
