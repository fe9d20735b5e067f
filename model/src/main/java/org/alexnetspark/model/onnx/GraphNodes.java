package org.alexnetspark.model.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import onnx.Onnx;

/**
 * A graph's nodes: who reads what, the constants that they read, and what is said of one that does
 * not fit.
 */
final class GraphNodes {
  private final OnnxFile file;
  private final Map<String, List<Onnx.NodeProto>> readers = new HashMap<>();
  private final Map<String, Onnx.NodeProto> makers = new HashMap<>();
  private String lastLayer = "";

  GraphNodes(OnnxFile file) {
    this.file = file;
    for (Onnx.NodeProto node : file.nodes()) {
      node.getOutputList().forEach(output -> makers.put(output, node));
      // What asks for a shape reads no numbers.
      if (!node.getOpType().equals("Shape")) {
        node.getInputList().stream()
            .distinct()
            .forEach(input -> readers.computeIfAbsent(input, any -> new ArrayList<>()).add(node));
      }
    }
  }

  /** The nodes that read an array of this name. */
  List<Onnx.NodeProto> readers(String array) {
    return readers.getOrDefault(array, List.of());
  }

  /** From here on, nodes are said to come after this one. */
  void passed(String layer) {
    lastLayer = layer;
  }

  /**
   * The constant among the two inputs of a node, the second unless the node does not care.
   *
   * @param current the other input
   */
  Constant operand(Onnx.NodeProto node, String current) throws IOException {
    require(
        node.getInputCount() == 2, node, "has " + node.getInputCount() + " inputs, must have 2");
    return constant(node, node.getInput(0).equals(current) ? 1 : 0);
  }

  Constant floats(Onnx.NodeProto node, int input, int dimensions) throws IOException {
    require(node.getInputCount() > input, node, "has no weights");
    Constant constant = constant(node, input);
    require(
        constant.shape().size() == dimensions,
        node,
        "has weights of shape " + constant.shape() + ", must have " + dimensions + " dimensions");
    return constant;
  }

  Constant constant(Onnx.NodeProto node, int input) throws IOException {
    String name = node.getInput(input);
    Constant constant = constant(name);
    require(
        constant != null,
        node,
        "reads " + name + ", which is computed; weights have to be constants of the file");
    require(
        constant.unreadable().isEmpty(),
        node,
        "reads " + name + ", which " + constant.unreadable());
    return constant;
  }

  /** A constant, also where a few nodes stand between it and its use; null where it is none. */
  private Constant constant(String name) throws IOException {
    Constant known = file.constants().get(name);
    Onnx.NodeProto maker = makers.get(name);
    if (known != null || maker == null) {
      return known;
    }
    Attributes attributes = new Attributes(maker);
    if (maker.getOpType().equals("Constant")) {
      return attributes.find("value").map(value -> Constant.of(value.getT())).orElse(null);
    }
    Constant source = maker.getInputCount() == 0 ? null : constant(maker.getInput(0));
    if (source == null || !source.unreadable().isEmpty()) {
      return source;
    }
    return switch (maker.getOpType()) {
      case "Identity" -> source;
      case "Transpose" -> source.shape().size() == 2 ? source.transposed() : null;
      case "Reshape" -> reshaped(source, maker);
      default -> null;
    };
  }

  private Constant reshaped(Constant source, Onnx.NodeProto maker) throws IOException {
    Constant shape = maker.getInputCount() > 1 ? constant(maker.getInput(1)) : null;
    List<Long> sizes =
        shape == null
            ? new Attributes(maker).integers("shape")
            : Arrays.stream(shape.integers()).boxed().toList();
    long known = sizes.stream().filter(size -> size > 0).reduce(1L, (a, b) -> a * b);
    return source.reshaped(
        IntStream.range(0, sizes.size())
            .mapToObj(
                i ->
                    switch (Long.signum(sizes.get(i))) {
                      case -1 -> source.floats().length / known;
                      case 0 -> source.shape().get(i);
                      default -> sizes.get(i);
                    })
            .toList());
  }

  void require(boolean fits, Onnx.NodeProto node, String otherwise) throws IOException {
    if (!fits) {
      throw misfit(node, otherwise);
    }
  }

  IOException misfit(Onnx.NodeProto node, String why) {
    return new IOException(
        "node "
            + (file.nodes().indexOf(node) + 1)
            + " of its graph, "
            + words(node)
            + (lastLayer.isEmpty() ? "" : " after " + lastLayer)
            + ", does not fit: it "
            + why);
  }

  static String words(Onnx.NodeProto node) {
    String name =
        node.getName().isEmpty() ? String.join(", ", node.getOutputList()) : node.getName();
    return node.getOpType() + " \"" + name + "\"";
  }
}
