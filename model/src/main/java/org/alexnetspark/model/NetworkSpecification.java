package org.alexnetspark.model;

import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Everything that tells one network from another; layers, shapes and parameter counts derive from
 * it. The paper's network is {@link #paper(int)}: with 1000 classes 60,965,224 parameters, half of
 * them in each tower.
 *
 * @param classes number of classes, at least 2
 * @param width factor on every layer's channels except fc8's, rounded to whole channels a tower and
 *     at least one
 * @param arrangement two towers as in the paper, or one
 * @param crop side of the input image: 224 (three zero pixels are added right and below, as
 *     cuda-convnet did) or 227 (Caffe's)
 * @param activation {@link Activation#RELU} or {@link Activation#TANH}
 * @param lrn constants of the local response normalisation after conv1 and conv2
 * @param pooling windows of the max-pooling after conv1, conv2 and conv5
 * @param leftOut the middle layer that is missing, if any
 * @param dropout probability that an output of fc6 or fc7 is left out of a training step, 0 to
 *     below 1
 * @param inputScale factor on the input numbers, above 0: 1 feeds levels of 0 to 255 less the mean,
 *     as in the paper; the reciprocal of the pixels' deviation feeds numbers of about one
 */
public record NetworkSpecification(
    int classes,
    double width,
    Arrangement arrangement,
    int crop,
    Activation activation,
    LrnConvention lrn,
    Pooling pooling,
    LeftOut leftOut,
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
    require(crop == 224 || crop == PADDED_IMAGE, "crop", crop, "224 or 227");
    require(activation != Activation.NONE, "activation", activation, "relu or tanh");
    require(dropout >= 0 && dropout < 1, "dropout", dropout, "0 to below 1");
    require(inputScale > 0 && inputScale <= 1, "inputScale", inputScale, "above 0 and at most 1");
  }

  /** The network of the paper, with any number of classes. */
  public static NetworkSpecification paper(int classes) {
    return new NetworkSpecification(
        classes,
        1,
        Arrangement.TWO_TOWERS,
        224,
        Activation.RELU,
        LrnConvention.PAPER,
        Pooling.OVERLAPPING,
        LeftOut.NONE,
        0.5,
        1);
  }

  /** The layers with weights, conv1 first. */
  public List<LayerSpecification> layers() {
    return LayerStack.of(this);
  }

  /** Number of towers. */
  public int towers() {
    return arrangement.towers();
  }

  /** The layer of a name; an unknown name is an {@link IllegalArgumentException}. */
  public LayerSpecification layer(String name) {
    return layers().stream()
        .filter(layer -> layer.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no layer "
                        + name
                        + "; there are "
                        + layers().stream()
                            .map(LayerSpecification::name)
                            .collect(Collectors.joining(", "))));
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
    if (towers() == 1) {
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
    return changed(to -> to.width = newWidth);
  }

  /** This network for another number of classes. */
  public NetworkSpecification withClasses(int newClasses) {
    return changed(to -> to.classes = newClasses);
  }

  /** This network in other towers. */
  public NetworkSpecification withArrangement(Arrangement newArrangement) {
    return changed(to -> to.arrangement = newArrangement);
  }

  /** This network for another crop. */
  public NetworkSpecification withCrop(int newCrop) {
    return changed(to -> to.crop = newCrop);
  }

  /** This network with another activation. */
  public NetworkSpecification withActivation(Activation newActivation) {
    return changed(to -> to.activation = newActivation);
  }

  /** This network with another normalisation. */
  public NetworkSpecification withLrn(LrnConvention newLrn) {
    return changed(to -> to.lrn = newLrn);
  }

  /** This network with another pooling. */
  public NetworkSpecification withPooling(Pooling newPooling) {
    return changed(to -> to.pooling = newPooling);
  }

  /** This network without a layer. */
  public NetworkSpecification without(LeftOut layer) {
    return changed(to -> to.leftOut = layer);
  }

  /** This network with another dropout. */
  public NetworkSpecification withDropout(double newDropout) {
    return changed(to -> to.dropout = newDropout);
  }

  /** This network with another factor on its input. */
  public NetworkSpecification withInputScale(double newInputScale) {
    return changed(to -> to.inputScale = newInputScale);
  }

  private NetworkSpecification changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.specification();
  }

  /** A specification in the making: a copy of another, of which something changes. */
  private static final class Draft {
    private int classes;
    private double width;
    private Arrangement arrangement;
    private int crop;
    private Activation activation;
    private LrnConvention lrn;
    private Pooling pooling;
    private LeftOut leftOut;
    private double dropout;
    private double inputScale;

    Draft(NetworkSpecification from) {
      classes = from.classes;
      width = from.width;
      arrangement = from.arrangement;
      crop = from.crop;
      activation = from.activation;
      lrn = from.lrn;
      pooling = from.pooling;
      leftOut = from.leftOut;
      dropout = from.dropout;
      inputScale = from.inputScale;
    }

    NetworkSpecification specification() {
      return new NetworkSpecification(
          classes,
          width,
          arrangement,
          crop,
          activation,
          lrn,
          pooling,
          leftOut,
          dropout,
          inputScale);
    }
  }

  private static void require(boolean valid, String what, Object value, String range) {
    if (!valid) {
      throw new IllegalArgumentException(what + " is " + value + ", must be " + range);
    }
  }
}
