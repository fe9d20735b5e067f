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
 * @param poolings max-poolings; more than one where a pooled layer was left out
 * @param normalizationInMaps a second normalisation, after the one across maps
 * @param activatedLast whether normalisations and poolings see the sums themselves, and the
 *     activation comes after them, as in conv1 of the authors' source
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
    Start start,
    MapNormalization normalizationInMaps,
    boolean activatedLast)
    implements Layer {

  public ConvolutionLayer {
    Require.that(kernels >= 1, name + "'s kernels", kernels, "at least 1");
    Require.that(window >= 1, name + "'s window", window, "at least 1");
    Require.that(stride >= 1, name + "'s stride", stride, "at least 1");
    poolings = List.copyOf(poolings);
  }

  /** With the activation right after the sums, and no normalisation inside maps. */
  public ConvolutionLayer(
      String name,
      int kernels,
      int window,
      int stride,
      Padding padding,
      Reads reads,
      Activation activation,
      LrnConvention normalization,
      List<Pooling> poolings,
      Start start) {
    this(
        name,
        kernels,
        window,
        stride,
        padding,
        reads,
        activation,
        normalization,
        poolings,
        start,
        MapNormalization.NONE,
        false);
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
        start,
        normalizationInMaps,
        activatedLast);
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
        start,
        normalizationInMaps,
        activatedLast);
  }

  /** This layer with another normalisation. */
  public ConvolutionLayer normalized(LrnConvention convention) {
    return new ConvolutionLayer(
        name,
        kernels,
        window,
        stride,
        padding,
        reads,
        activation,
        convention,
        poolings,
        start,
        normalizationInMaps,
        activatedLast);
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
        start,
        normalizationInMaps,
        activatedLast);
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
        start,
        normalizationInMaps,
        activatedLast);
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
        start,
        normalizationInMaps,
        activatedLast);
  }

  /** This layer with a second normalisation, inside each map. */
  public ConvolutionLayer normalizedInMaps(MapNormalization inMaps) {
    return new ConvolutionLayer(
        name,
        kernels,
        window,
        stride,
        padding,
        reads,
        activation,
        normalization,
        poolings,
        start,
        inMaps,
        activatedLast);
  }

  /** This layer with its activation after normalisation and pooling. */
  public ConvolutionLayer withActivationLast() {
    return new ConvolutionLayer(
        name,
        kernels,
        window,
        stride,
        padding,
        reads,
        activation,
        normalization,
        poolings,
        start,
        normalizationInMaps,
        true);
  }
}
