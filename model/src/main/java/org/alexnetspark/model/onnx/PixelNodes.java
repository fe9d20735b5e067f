package org.alexnetspark.model.onnx;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx;
import org.alexnetspark.model.specification.NetworkSpecification;

/**
 * The nodes of a graph before its first convolution: what they do to the pixels, and what images
 * they leave.
 */
final class PixelNodes {
  /** A size that the file does not say. */
  static final long UNKNOWN = -1;

  private static final int CHANNELS = NetworkSpecification.IMAGE_CHANNELS;

  private final GraphNodes graph;
  private final FoundPixels pixels = new FoundPixels();
  private List<Long> image;
  private boolean channelsFirst;

  /**
   * Nodes of a graph.
   *
   * @param image what of an image they read: three sizes as the graph orders them
   */
  PixelNodes(GraphNodes graph, List<Long> image) {
    this.graph = graph;
    this.image = image;
    this.channelsFirst = image.get(0) == CHANNELS || image.get(2) != CHANNELS;
  }

  FoundPixels pixels() {
    return pixels;
  }

  /** What of an image the next node reads: three sizes as the graph orders them. */
  List<Long> image() {
    return image;
  }

  boolean channelsFirst() {
    return channelsFirst;
  }

  /**
   * Takes what a node does to the pixels.
   *
   * @param current what the images are called that it reads
   * @throws IOException if it is none that is known before the first convolution
   */
  void read(Onnx.NodeProto node, String current) throws IOException {
    Attributes attributes = new Attributes(node);
    switch (node.getOpType()) {
      case "Identity" -> {}
      case "Cast" -> {
        graph.require(
            attributes.integer("to", 0) == Onnx.TensorProto.DataType.FLOAT_VALUE,
            node,
            "casts to another type than FLOAT");
      }
      case "Transpose" -> {
        graph.require(
            !channelsFirst && attributes.integers("perm").equals(List.of(0L, 3L, 1L, 2L)),
            node,
            "exchanges other dimensions than [N, row, column, channel] to [N, channel, row, column]");
        image = List.of(image.get(2), image.get(0), image.get(1));
        channelsFirst = true;
      }
      case "Sub", "Add", "Mul", "Div" -> arithmetic(node, current);
      case "Slice" -> slice(node, attributes);
      default ->
          throw graph.misfit(
              node,
              "comes before the first convolution, where mean, scale and a central crop are known here");
    }
  }

  private void arithmetic(Onnx.NodeProto node, String current) throws IOException {
    Constant constant = graph.operand(node, current);
    int perImage = constant.floats().length;
    boolean subtracts = node.getOpType().equals("Sub");
    if (perImage > CHANNELS) {
      graph.require(
          subtracts
              && channelsFirst
              && hasShape(constant, image)
              && pixels.subtractImage(constant.floats()),
          node,
          "is no mean image of the input's size, subtracted first");
      return;
    }
    graph.require(
        perImage == 1 || hasShape(constant, channelsFirst ? List.of(3L, 1L, 1L) : List.of(3L)),
        node,
        "has an operand of shape " + constant.shape() + ", must be a number for each channel");
    double[] values = new double[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      values[channel] = constant.floats()[perImage == 1 ? 0 : channel];
    }
    switch (node.getOpType()) {
      case "Sub" -> pixels.subtract(values);
      case "Mul" -> pixels.multiply(values);
      case "Add" -> pixels.subtract(Arrays.stream(values).map(value -> -value).toArray());
      default -> pixels.multiply(Arrays.stream(values).map(value -> 1 / value).toArray());
    }
  }

  /** Whether a constant has a shape, but for ones in front. */
  private static boolean hasShape(Constant constant, List<Long> shape) {
    List<Long> actual = constant.shape();
    int ones = 0;
    while (ones < actual.size() - 1 && actual.get(ones) == 1) {
      ones++;
    }
    return actual.subList(ones, actual.size()).equals(shape);
  }

  private void slice(Onnx.NodeProto node, Attributes attributes) throws IOException {
    List<Long> starts = sliceNumbers(node, attributes, "starts", 1);
    List<Long> ends = sliceNumbers(node, attributes, "ends", 2);
    List<Long> axes = sliceNumbers(node, attributes, "axes", 3);
    long size = image.get(1);
    graph.require(
        channelsFirst
            && axes.equals(List.of(2L, 3L))
            && image.get(1).equals(image.get(2))
            && starts.get(0).equals(starts.get(1))
            && ends.get(0).equals(ends.get(1))
            && starts.get(0) == (size - (ends.get(0) - starts.get(0))) / 2,
        node,
        "cuts out something else than the middle of the image");
    long part = ends.get(0) - starts.get(0);
    pixels.croppedFrom = Math.toIntExact(size);
    image = List.of(image.get(0), part, part);
  }

  private List<Long> sliceNumbers(
      Onnx.NodeProto node, Attributes attributes, String name, int input) throws IOException {
    if (node.getInputCount() == 1) {
      return attributes.integers(name);
    }
    graph.require(node.getInputCount() > input, node, "has no " + name);
    return Arrays.stream(graph.constant(node, input).integers()).boxed().toList();
  }
}
