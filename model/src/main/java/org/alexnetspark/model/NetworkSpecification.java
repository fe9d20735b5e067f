package org.alexnetspark.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.LayerSpecification.Kind;

/**
 * Everything that tells one network from another; layers, shapes and parameter counts derive from
 * it. The paper's network is {@link #paper(int)}: with 1000 classes 60,965,224 parameters, half of
 * them in each tower.
 *
 * @param classes number of classes, at least 2
 * @param width factor on every layer's channels except fc8's, rounded to whole channels a tower and
 *     at least one
 * @param towers 2 as in the paper; 1 puts all kernels into one tower, where every layer sees all
 * @param crop side of the input image: 224 (three zero pixels are added right and below, as
 *     cuda-convnet did) or 227 (Caffe's)
 * @param activation {@link Activation#RELU} or {@link Activation#TANH}
 * @param lrn constants of the local response normalisation after conv1 and conv2
 * @param pooling windows of the max-pooling after conv1, conv2 and conv5
 * @param dropout probability that an output of fc6 or fc7 is left out of a training step, 0 to
 *     below 1
 * @param inputScale factor on the input numbers, above 0: 1 feeds levels of 0 to 255 less the mean,
 *     as in the paper; the reciprocal of the pixels' deviation feeds numbers of about one
 */
public record NetworkSpecification(
    int classes,
    double width,
    int towers,
    int crop,
    Activation activation,
    LrnConvention lrn,
    Pooling pooling,
    double dropout,
    double inputScale)
    implements Serializable {

  /** Channels of an input image: red, green, blue. */
  public static final int IMAGE_CHANNELS = 3;

  /** Side that conv1 works on, padding included. */
  public static final int PADDED_IMAGE = 227;

  public NetworkSpecification {
    require(classes >= 2, "classes", classes, "at least 2");
    require(width > 0 && width <= 16, "width", width, "above 0 and at most 16");
    require(towers == 1 || towers == 2, "towers", towers, "1 or 2");
    require(crop == 224 || crop == PADDED_IMAGE, "crop", crop, "224 or 227");
    require(activation != Activation.NONE, "activation", activation, "relu or tanh");
    require(dropout >= 0 && dropout < 1, "dropout", dropout, "0 to below 1");
    require(inputScale > 0 && inputScale <= 1, "inputScale", inputScale, "above 0 and at most 1");
  }

  /** The network of the paper, with any number of classes. */
  public static NetworkSpecification paper(int classes) {
    return new NetworkSpecification(
        classes, 1, 2, 224, Activation.RELU, LrnConvention.PAPER, Pooling.OVERLAPPING, 0.5, 1);
  }

  /** The layers with weights, conv1 first. */
  public List<LayerSpecification> layers() {
    List<LayerSpecification> layers = new ArrayList<>();
    int farPadding = PADDED_IMAGE - crop;
    layers.add(
        convolution("conv1", 11, 4, 0, farPadding, crop, IMAGE_CHANNELS, 96, Sees.IMAGE)
            .build(lrn != LrnConvention.NONE, true, false));
    layers.add(
        convolutionAfter(layers, "conv2", 5, 2, 256, Sees.OWN)
            .build(lrn != LrnConvention.NONE, true, true));
    layers.add(convolutionAfter(layers, "conv3", 3, 1, 384, Sees.BOTH).build(false, false, false));
    layers.add(convolutionAfter(layers, "conv4", 3, 1, 384, Sees.OWN).build(false, false, true));
    layers.add(convolutionAfter(layers, "conv5", 3, 1, 256, Sees.OWN).build(false, true, true));
    layers.add(fullyConnectedAfter(layers, "fc6", scaled(4096), true));
    layers.add(fullyConnectedAfter(layers, "fc7", scaled(4096), true));
    layers.add(fullyConnectedAfter(layers, "fc8", halves(classes), false));
    return List.copyOf(layers);
  }

  /** The layer of a name; an unknown name is an {@link IllegalArgumentException}. */
  public LayerSpecification layer(String name) {
    return layers().stream()
        .filter(layer -> layer.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no layer " + name + "; there are conv1 to conv5, fc6, fc7 and fc8"));
  }

  /** Weights and biases of all towers. */
  public int parameterCount() {
    return new ParameterLayout(this).length();
  }

  /** Multiply-adds of one image's forward pass, all towers. */
  public long multiplyAdds() {
    return layers().stream().mapToLong(LayerSpecification::multiplyAdds).sum();
  }

  /** Numbers in one input image. */
  public int imageLength() {
    return crop * crop * IMAGE_CHANNELS;
  }

  /**
   * Bytes of activations that each tower sends the other for one image's forward pass; the backward
   * pass sends as many. Logits, joined for the softmax, come on top.
   *
   * @return 121,344 for the paper's network, 0 for a single tower
   */
  public int exchangedBytesPerImage() {
    if (towers == 1) {
      return 0;
    }
    List<LayerSpecification> layers = layers();
    int numbers = 0;
    for (int index = 1; index < layers.size(); index++) {
      if (layers.get(index).seesBothTowers()) {
        numbers += layers.get(index - 1).outputLength(0);
      }
    }
    return numbers * Float.BYTES;
  }

  /** This network with another width. */
  public NetworkSpecification withWidth(double newWidth) {
    return new NetworkSpecification(
        classes, newWidth, towers, crop, activation, lrn, pooling, dropout, inputScale);
  }

  /** This network with another number of towers. */
  public NetworkSpecification withTowers(int newTowers) {
    return new NetworkSpecification(
        classes, width, newTowers, crop, activation, lrn, pooling, dropout, inputScale);
  }

  /** This network for another crop. */
  public NetworkSpecification withCrop(int newCrop) {
    return new NetworkSpecification(
        classes, width, towers, newCrop, activation, lrn, pooling, dropout, inputScale);
  }

  /** This network with another activation. */
  public NetworkSpecification withActivation(Activation newActivation) {
    return new NetworkSpecification(
        classes, width, towers, crop, newActivation, lrn, pooling, dropout, inputScale);
  }

  /** This network with another normalisation. */
  public NetworkSpecification withLrn(LrnConvention newLrn) {
    return new NetworkSpecification(
        classes, width, towers, crop, activation, newLrn, pooling, dropout, inputScale);
  }

  /** This network with another pooling. */
  public NetworkSpecification withPooling(Pooling newPooling) {
    return new NetworkSpecification(
        classes, width, towers, crop, activation, lrn, newPooling, dropout, inputScale);
  }

  /** This network with another dropout. */
  public NetworkSpecification withDropout(double newDropout) {
    return new NetworkSpecification(
        classes, width, towers, crop, activation, lrn, pooling, newDropout, inputScale);
  }

  /** This network with another factor on its input. */
  public NetworkSpecification withInputScale(double newInputScale) {
    return new NetworkSpecification(
        classes, width, towers, crop, activation, lrn, pooling, dropout, newInputScale);
  }

  private enum Sees {
    IMAGE,
    OWN,
    BOTH
  }

  /** A convolution whose sizes are known and whose afterwork is still to be said. */
  private record ConvolutionDraft(
      NetworkSpecification network,
      String name,
      int kernel,
      int stride,
      int padding,
      int farPadding,
      int inputSize,
      int inputChannels,
      List<Integer> outputChannels,
      boolean seesBothTowers) {

    LayerSpecification build(boolean normalized, boolean pooled, boolean raisedBias) {
      int outputSize = (inputSize + 2 * padding + farPadding - kernel) / stride + 1;
      return new LayerSpecification(
          name,
          Kind.CONVOLUTION,
          kernel,
          stride,
          padding,
          farPadding,
          inputSize,
          inputChannels,
          outputSize,
          outputChannels,
          seesBothTowers,
          network.activation,
          normalized,
          pooled,
          pooled ? network.pooling.outputSize(outputSize) : outputSize,
          false,
          raisedBias);
    }
  }

  private ConvolutionDraft convolutionAfter(
      List<LayerSpecification> before,
      String name,
      int kernel,
      int padding,
      int kernels,
      Sees sees) {
    LayerSpecification previous = before.get(before.size() - 1);
    int channels = sees == Sees.BOTH ? previous.totalOutputChannels() : previous.outputChannels(0);
    return convolution(name, kernel, 1, padding, 0, previous.pooledSize(), channels, kernels, sees);
  }

  private ConvolutionDraft convolution(
      String name,
      int kernel,
      int stride,
      int padding,
      int farPadding,
      int inputSize,
      int inputChannels,
      int kernels,
      Sees sees) {
    return new ConvolutionDraft(
        this,
        name,
        kernel,
        stride,
        padding,
        farPadding,
        inputSize,
        inputChannels,
        scaled(kernels),
        sees == Sees.BOTH);
  }

  private LayerSpecification fullyConnectedAfter(
      List<LayerSpecification> before, String name, List<Integer> units, boolean hidden) {
    LayerSpecification previous = before.get(before.size() - 1);
    return new LayerSpecification(
        name,
        Kind.FULLY_CONNECTED,
        1,
        1,
        0,
        0,
        previous.pooledSize(),
        previous.totalOutputChannels(),
        1,
        units,
        true,
        hidden ? activation : Activation.NONE,
        false,
        false,
        1,
        hidden && dropout > 0,
        hidden);
  }

  private List<Integer> scaled(int channels) {
    int each = (int) Math.max(1, Math.round(channels * width / towers));
    return towers == 1 ? List.of(each) : List.of(each, each);
  }

  private List<Integer> halves(int units) {
    return towers == 1 ? List.of(units) : List.of(units - units / 2, units / 2);
  }

  private static void require(boolean valid, String what, Object value, String range) {
    if (!valid) {
      throw new IllegalArgumentException(what + " is " + value + ", must be " + range);
    }
  }
}
