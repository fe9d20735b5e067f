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
    StartingValues start,
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
      StartingValues start) {
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
  public static ConvolutionLayer of(String name, int kernels, int window, StartingValues start) {
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
    Edit edit = new Edit();
    edit.stride = newStride;
    edit.padding = newPadding;
    return edit.layer();
  }

  /** This layer with another input. */
  public ConvolutionLayer reading(Reads newReads) {
    Edit edit = new Edit();
    edit.reads = newReads;
    return edit.layer();
  }

  /** This layer with another normalisation. */
  public ConvolutionLayer normalized(LrnConvention convention) {
    Edit edit = new Edit();
    edit.normalization = convention;
    return edit.layer();
  }

  /** This layer with these poolings. */
  public ConvolutionLayer pooled(List<Pooling> newPoolings) {
    Edit edit = new Edit();
    edit.poolings = newPoolings;
    return edit.layer();
  }

  /** This layer with one pooling. */
  public ConvolutionLayer pooled(Pooling pooling) {
    return pooled(List.of(pooling));
  }

  /** This layer with another number of kernels. */
  public ConvolutionLayer withKernels(int newKernels) {
    Edit edit = new Edit();
    edit.kernels = newKernels;
    return edit.layer();
  }

  @Override
  public ConvolutionLayer withActivation(Activation newActivation) {
    Edit edit = new Edit();
    edit.activation = newActivation;
    return edit.layer();
  }

  /** This layer with a second normalisation, inside each map. */
  public ConvolutionLayer normalizedInMaps(MapNormalization inMaps) {
    Edit edit = new Edit();
    edit.normalizationInMaps = inMaps;
    return edit.layer();
  }

  /** This layer with its activation after normalisation and pooling. */
  public ConvolutionLayer withActivationLast() {
    Edit edit = new Edit();
    edit.activatedLast = true;
    return edit.layer();
  }

  /** A layer that differs from this one in a few of its twelve properties. */
  private final class Edit {
    private int kernels = ConvolutionLayer.this.kernels;
    private int stride = ConvolutionLayer.this.stride;
    private Padding padding = ConvolutionLayer.this.padding;
    private Reads reads = ConvolutionLayer.this.reads;
    private Activation activation = ConvolutionLayer.this.activation;
    private LrnConvention normalization = ConvolutionLayer.this.normalization;
    private List<Pooling> poolings = ConvolutionLayer.this.poolings;
    private MapNormalization normalizationInMaps = ConvolutionLayer.this.normalizationInMaps;
    private boolean activatedLast = ConvolutionLayer.this.activatedLast;

    private ConvolutionLayer layer() {
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
          activatedLast);
    }
  }
}
