package org.alexnetspark.model.specification;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Everything that tells one network from another: what it looks at and a list of layers. Shapes,
 * parameter counts, tables and graphs derive from it. {@link AlexNet} and {@link Vgg} make those of
 * the papers; the options of the ablations are edits of the list.
 *
 * @param name what the network is called, such as alexnet
 * @param crop side of the input image
 * @param inputScale factor on the input numbers, above 0: 1 feeds levels of 0 to 255 less the mean,
 *     as in the papers; the reciprocal of the pixels' deviation feeds numbers of about one
 * @param width factor on every layer's outputs except the last one's, rounded to whole channels a
 *     tower and at least one
 * @param towers over which every layer is spread
 * @param definitions the layers, from the image on: convolutions, then fully connected ones
 */
public record NetworkSpecification(
    String name, int crop, double inputScale, double width, int towers, List<Layer> definitions)
    implements Serializable {

  /** Channels of an input image: red, green, blue. */
  public static final int IMAGE_CHANNELS = 3;

  public NetworkSpecification {
    Require.that(crop >= 1, "crop", crop, "at least 1");
    Require.that(
        inputScale > 0 && inputScale <= 1, "inputScale", inputScale, "above 0 and at most 1");
    Require.that(width > 0 && width <= 16, "width", width, "above 0 and at most 16");
    Require.that(towers == 1 || towers == 2, "towers", towers, "1 or 2");
    definitions = List.copyOf(definitions);
    LayerList.check(definitions);
    LayerStack.of(crop, width, towers, definitions);
  }

  /** The layers with the shapes that follow from those below, the first one first. */
  public List<LayerSpecification> layers() {
    return LayerStack.of(crop, width, towers, definitions);
  }

  /** Number of classes. */
  public int classes() {
    return definitions.get(definitions.size() - 1).outputs();
  }

  /** Dropout on the hidden fully connected layers; 0 for none. */
  public double dropout() {
    return definitions.stream().mapToDouble(Layer::dropout).max().orElse(0);
  }

  /** The layer of a name; an unknown name is an {@link IllegalArgumentException}. */
  public LayerSpecification layer(String layerName) {
    return layers().stream()
        .filter(layer -> layer.name().equals(layerName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no layer " + layerName + "; there are " + names(definitions)));
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
   * @return 121,344 for the paper's AlexNet, 0 for a single tower
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
    return new NetworkSpecification(name, crop, inputScale, newWidth, towers, definitions);
  }

  /** This network for another number of classes. */
  public NetworkSpecification withClasses(int newClasses) {
    List<Layer> layers = new ArrayList<>(definitions);
    FullyConnectedLayer last = (FullyConnectedLayer) layers.remove(layers.size() - 1);
    layers.add(last.withUnits(newClasses));
    return withDefinitions(layers);
  }

  /** This network in other towers; see {@link Arrangement}. */
  public NetworkSpecification withArrangement(Arrangement arrangement) {
    List<Layer> layers =
        arrangement == Arrangement.HALF ? LayerList.halved(definitions) : definitions;
    return new NetworkSpecification(name, crop, inputScale, width, arrangement.towers(), layers);
  }

  /**
   * This network for another crop. The image's far padding is such that the first layer's windows
   * reach the edge and none is left out, which is what cuda-convnet did: three pixels for AlexNet's
   * crops of 224, none for Caffe's of 227.
   */
  public NetworkSpecification withCrop(int newCrop) {
    List<Layer> layers = new ArrayList<>(definitions);
    layers.set(0, LayerList.reachingTheEdge((ConvolutionLayer) layers.get(0), newCrop));
    return new NetworkSpecification(name, newCrop, inputScale, width, towers, layers);
  }

  /** This network with another activation in all layers but the last. */
  public NetworkSpecification withActivation(Activation activation) {
    Require.that(activation != Activation.NONE, "activation", activation, "relu or tanh");
    return edited(layer -> isLast(layer) ? layer : layer.withActivation(activation));
  }

  /** This network with another normalisation across maps where it has one. */
  public NetworkSpecification withLrn(LrnConvention convention) {
    return convolutionsEdited(
        layer ->
            layer.normalization() == LrnConvention.NONE ? layer : layer.normalized(convention));
  }

  /** This network with another pooling wherever it has one. */
  public NetworkSpecification withPooling(Pooling pooling) {
    return convolutionsEdited(
        layer -> layer.pooled(layer.poolings().stream().map(old -> pooling).toList()));
  }

  /**
   * This network without a middle layer (AlexNet's paper, section 7): its kernels or units go, with
   * their activation, normalisation and dropout; its max-pooling stays, so that the layers after it
   * keep the sizes of their maps.
   *
   * @throws IllegalArgumentException if there is no such layer or it is the first or the last, with
   *     those that can be left out
   */
  public NetworkSpecification without(String layer) {
    return withDefinitions(LayerList.without(definitions, layer));
  }

  /** This network with another dropout on the hidden fully connected layers. */
  public NetworkSpecification withDropout(double dropout) {
    return edited(
        layer ->
            layer instanceof FullyConnectedLayer hidden && !isLast(layer)
                ? hidden.withDropout(dropout)
                : layer);
  }

  /** This network with another factor on its input. */
  public NetworkSpecification withInputScale(double newInputScale) {
    return new NetworkSpecification(name, crop, newInputScale, width, towers, definitions);
  }

  /** This network with other layers. */
  public NetworkSpecification withDefinitions(List<Layer> layers) {
    return new NetworkSpecification(name, crop, inputScale, width, towers, layers);
  }

  private NetworkSpecification edited(UnaryOperator<Layer> edit) {
    return withDefinitions(definitions.stream().map(edit).toList());
  }

  private NetworkSpecification convolutionsEdited(UnaryOperator<ConvolutionLayer> edit) {
    return edited(
        layer -> layer instanceof ConvolutionLayer convolution ? edit.apply(convolution) : layer);
  }

  private boolean isLast(Layer layer) {
    return layer.name().equals(definitions.get(definitions.size() - 1).name());
  }

  private static String names(List<Layer> layers) {
    return layers.stream().map(Layer::name).collect(Collectors.joining(", "));
  }
}
