package org.alexnetspark.model.specification;

import java.util.List;

/**
 * A convolution.
 *
 * @param kernels of all towers together, at width 1
 * @param window side of the kernels
 * @param stride distance between the kernels' positions
 * @param padding zero pixels around the maps that it reads
 * @param normalization {@link LrnConvention#NONE} for none
 * @param poolings max-poolings that come last; more than one where a pooled layer was left out
 */
public record ConvolutionLayer(
    String name,
    int kernels,
    int window,
    int stride,
    Padding padding,
    Reads reads,
    Activation activation,
    LrnConvention normalization,
    List<Pooling> poolings,
    Start start)
    implements Layer {

  public ConvolutionLayer {
    Require.that(kernels >= 1, name + "'s kernels", kernels, "at least 1");
    Require.that(window >= 1, name + "'s window", window, "at least 1");
    Require.that(stride >= 1, name + "'s stride", stride, "at least 1");
    poolings = List.copyOf(poolings);
  }

  /** Of windows at every pixel, padded so that maps keep their size, with ReLU. */
  public static ConvolutionLayer of(String name, int kernels, int window, Start start) {
    return new ConvolutionLayer(
        name,
        kernels,
        window,
        1,
        Padding.keepingSize(window),
        Reads.ALL,
        Activation.RELU,
        LrnConvention.NONE,
        List.of(),
        start);
  }

  @Override
  public int outputs() {
    return kernels;
  }

  /** Dropout is for fully connected layers. */
  @Override
  public double dropout() {
    return 0;
  }

  /** This layer at every so many pixels, with another padding. */
  public ConvolutionLayer laid(int newStride, Padding newPadding) {
    return new ConvolutionLayer(
        name,
        kernels,
        window,
        newStride,
        newPadding,
        reads,
        activation,
        normalization,
        poolings,
        start);
  }

  /** This layer with another input. */
  public ConvolutionLayer reading(Reads newReads) {
    return new ConvolutionLayer(
        name,
        kernels,
        window,
        stride,
        padding,
        newReads,
        activation,
        normalization,
        poolings,
        start);
  }

  /** This layer with another normalisation. */
  public ConvolutionLayer normalized(LrnConvention convention) {
    return new ConvolutionLayer(
        name, kernels, window, stride, padding, reads, activation, convention, poolings, start);
  }

  /** This layer with these poolings. */
  public ConvolutionLayer pooled(List<Pooling> newPoolings) {
    return new ConvolutionLayer(
        name,
        kernels,
        window,
        stride,
        padding,
        reads,
        activation,
        normalization,
        newPoolings,
        start);
  }

  /** This layer with one pooling. */
  public ConvolutionLayer pooled(Pooling pooling) {
    return pooled(List.of(pooling));
  }

  /** This layer with another number of kernels. */
  public ConvolutionLayer withKernels(int newKernels) {
    return new ConvolutionLayer(
        name,
        newKernels,
        window,
        stride,
        padding,
        reads,
        activation,
        normalization,
        poolings,
        start);
  }

  @Override
  public ConvolutionLayer withActivation(Activation newActivation) {
    return new ConvolutionLayer(
        name,
        kernels,
        window,
        stride,
        padding,
        reads,
        newActivation,
        normalization,
        poolings,
        start);
  }
}
