package org.alexnetspark.model.specification;

import java.util.List;

/**
 * One layer at its place in a network, as a tower sees it: its definition and the shapes that
 * follow from the layers below.
 *
 * @param layer the definition
 * @param inputSize side of the input maps; 1 where the input is a vector
 * @param inputChannels channels that one tower reads: those of both towers where it sees both
 * @param outputSize side of the output maps before pooling; 1 for a fully connected layer
 * @param outputChannels kernels or units of each tower
 * @param pooledSize side of what the layer hands on
 */
public record LayerSpecification(
    Layer layer,
    int inputSize,
    int inputChannels,
    int outputSize,
    List<Integer> outputChannels,
    int pooledSize) {

  /** What the weights do. */
  public enum Kind {
    CONVOLUTION,
    FULLY_CONNECTED
  }

  public LayerSpecification {
    outputChannels = List.copyOf(outputChannels);
  }

  /** Its name, such as conv1. */
  public String name() {
    return layer.name();
  }

  /** What the weights do. */
  public Kind kind() {
    return layer instanceof ConvolutionLayer ? Kind.CONVOLUTION : Kind.FULLY_CONNECTED;
  }

  /** Side of the kernels; 1 for a fully connected layer. */
  public int kernel() {
    return layer instanceof ConvolutionLayer convolution ? convolution.window() : 1;
  }

  /** Distance between the kernel's positions; 1 for a fully connected layer. */
  public int stride() {
    return layer instanceof ConvolutionLayer convolution ? convolution.stride() : 1;
  }

  /** Zero pixels around the input maps. */
  public Padding padding() {
    return layer instanceof ConvolutionLayer convolution ? convolution.padding() : Padding.NONE;
  }

  /** Whether it is the first layer. */
  public boolean readsImage() {
    return layer.reads() == Reads.IMAGE;
  }

  /** Whether the input joins the outputs of both towers, where there are two. */
  public boolean seesBothTowers() {
    return layer.reads() == Reads.ALL;
  }

  /** Whether it is the last layer, whose units are the classes. */
  public boolean isOutput() {
    return layer.activation() == Activation.NONE;
  }

  /** What follows the sums. */
  public Activation activation() {
    return layer.activation();
  }

  /** What the operation that makes the sums does to them before it hands them on. */
  public Activation activationOfSums() {
    return layer.activatedLast() ? Activation.NONE : layer.activation();
  }

  /** Whether the activation comes after normalisations and poolings. */
  public boolean activatedLast() {
    return layer.activatedLast();
  }

  /** The local response normalisation, if any. */
  public LrnConvention normalization() {
    return layer.normalization();
  }

  /** The second normalisation, inside each map, if any. */
  public MapNormalization normalizationInMaps() {
    return layer.normalizationInMaps();
  }

  /** Whether there is a normalisation inside each map. */
  public boolean normalizedInMaps() {
    return normalizationInMaps() != MapNormalization.NONE;
  }

  /** Whether there is local response normalisation. */
  public boolean normalized() {
    return normalization() != LrnConvention.NONE;
  }

  /** Max-poolings; two where the next pooled layer was left out. */
  public List<Pooling> poolings() {
    return layer.poolings();
  }

  /** Share of the outputs left out of a training step; 0 for no dropout. */
  public double dropout() {
    return layer.dropout();
  }

  /** Weights that meet in one output: kernel area, or input area, times the channels read. */
  public int fanIn() {
    int side = kind() == Kind.CONVOLUTION ? kernel() : inputSize;
    return side * side * inputChannels;
  }

  /** Weights that one input meets: kernel area, or one, times the outputs that read it. */
  public int fanOut() {
    int readers = layer.reads() == Reads.OWN ? outputChannels(0) : totalOutputChannels();
    return kernel() * kernel() * readers;
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

  /** Multiply-adds for one image, all towers. */
  public long multiplyAdds() {
    return (long) outputSize * outputSize * fanIn() * totalOutputChannels();
  }
}
