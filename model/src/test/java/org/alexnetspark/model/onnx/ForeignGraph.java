package org.alexnetspark.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import onnx.Onnx;
import org.nd4j.shade.protobuf.ByteString;

/** Puts together a graph as other programs write it, of random weights. */
final class ForeignGraph {
  private final Onnx.ModelProto.Builder model = Onnx.ModelProto.newBuilder().setIrVersion(7);
  private final Onnx.GraphProto.Builder graph = model.getGraphBuilder().setName("foreign");
  private final Random random = new Random(5);
  private String current = "data";

  /** A graph of float images, [?, 3, side, side]. */
  static ForeignGraph of(int opset, int side) {
    return of(opset, Onnx.TensorProto.DataType.FLOAT, 3, side, side);
  }

  /**
   * A graph of any input.
   *
   * @param shape of one image; a size of 0 is written as a name
   */
  static ForeignGraph of(int opset, Onnx.TensorProto.DataType type, int... shape) {
    ForeignGraph foreign = new ForeignGraph();
    foreign.model.addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(opset));
    Onnx.TensorShapeProto.Builder dimensions =
        Onnx.TensorShapeProto.newBuilder()
            .addDim(Onnx.TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
    for (int size : shape) {
      Onnx.TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
      if (size == 0) {
        dimension.setDimParam("any");
      } else {
        dimension.setDimValue(size);
      }
    }
    foreign.graph.addInput(value("data", type, dimensions));
    return foreign;
  }

  private static Onnx.ValueInfoProto value(
      String name, Onnx.TensorProto.DataType type, Onnx.TensorShapeProto.Builder shape) {
    return Onnx.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            Onnx.TypeProto.newBuilder()
                .setTensorType(
                    Onnx.TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(shape)))
        .build();
  }

  ForeignGraph conv(String name, int kernels, int channels, int window, Object... attributes) {
    int fanIn = channels * window * window;
    weights(name + "_w", Math.sqrt(2.0 / fanIn), kernels, channels, window, window);
    weights(name + "_b", 0.1, kernels);
    return node(
        "Conv", name, List.of(name + "_w", name + "_b"), with(attributes, "kernel_shape", window));
  }

  ForeignGraph gemm(String name, int units, int inputs) {
    weights(name + "_w", Math.sqrt(2.0 / inputs), units, inputs);
    weights(name + "_b", 0.1, units);
    return node("Gemm", name, List.of(name + "_w", name + "_b"), "transB", 1L);
  }

  /** A fully connected layer of two nodes, whose weights are turned by a third. */
  ForeignGraph matMulAndAdd(String name, int units, int inputs) {
    weights(name + "_w", Math.sqrt(2.0 / inputs), units, inputs);
    weights(name + "_b", 0.1, units);
    beside("Transpose", name + "_turned", List.of(name + "_w"), "perm", List.of(1L, 0L));
    node("MatMul", name, List.of(name + "_turned"));
    return node("Add", name + "_add", List.of(name + "_b"));
  }

  ForeignGraph lrn(String name, double alpha, double bias) {
    return node(
        "LRN",
        name,
        List.of(),
        "size",
        5L,
        "alpha",
        (float) alpha,
        "beta",
        0.75f,
        "bias",
        (float) bias);
  }

  ForeignGraph pool(String name, int window, Object... attributes) {
    Object[] strided = with(attributes, "kernel_shape", window);
    return node("MaxPool", name, List.of(), with(strided, "strides", 2));
  }

  ForeignGraph relu() {
    return node("Relu", current + "_relu");
  }

  ForeignGraph node(String operator, String name) {
    return node(operator, name, List.of());
  }

  /**
   * Adds a node that reads what the last one made, then some constants.
   *
   * @param attributes names and values: Long, Float, String or List of Long
   */
  ForeignGraph node(String operator, String name, List<String> constants, Object... attributes) {
    Onnx.NodeProto.Builder node = graph.addNodeBuilder();
    node.setOpType(operator).setName(name).addInput(current).addAllInput(constants);
    node.addOutput(name + "_out").addAllAttribute(attributes(attributes));
    current = name + "_out";
    return this;
  }

  /** Adds a node that reads constants alone. */
  ForeignGraph beside(
      String operator, String output, List<String> constants, Object... attributes) {
    graph
        .addNodeBuilder()
        .setOpType(operator)
        .addAllInput(constants)
        .addOutput(output)
        .addAllAttribute(attributes(attributes));
    return this;
  }

  /** The name of what the last node made. */
  String current() {
    return current;
  }

  /** Adds a constant of random numbers. */
  ForeignGraph weights(String name, double deviation, long... shape) {
    float[] numbers = new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (random.nextGaussian() * deviation);
    }
    return constant(name, numbers, shape);
  }

  ForeignGraph constant(String name, float[] numbers, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(Onnx.TensorProto.DataType.FLOAT_VALUE)
        .addAllDims(LongStream.of(shape).boxed().toList())
        .setRawData(ByteString.copyFrom(bytes.array()));
    return this;
  }

  ForeignGraph integers(String name, long... numbers) {
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(Onnx.TensorProto.DataType.INT64_VALUE)
        .addDims(numbers.length)
        .addAllInt64Data(LongStream.of(numbers).boxed().toList());
    return this;
  }

  /** Changes what has been made so far. */
  ForeignGraph changed(Consumer<Onnx.GraphProto.Builder> change) {
    change.accept(graph);
    return this;
  }

  /** Goes on from another tensor. */
  ForeignGraph from(String tensor) {
    current = tensor;
    return this;
  }

  /** A node by its number. */
  Onnx.NodeProto graphNode(int index) {
    return graph.getNode(index);
  }

  /** The file, whose output is what the last node made. */
  byte[] file() {
    graph.addOutput(
        value(current, Onnx.TensorProto.DataType.FLOAT, Onnx.TensorShapeProto.newBuilder()));
    graph.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();
    return model.build().toByteArray();
  }

  private static Object[] with(Object[] attributes, String name, int side) {
    Object[] more = Arrays.copyOf(attributes, attributes.length + 2);
    more[attributes.length] = name;
    more[attributes.length + 1] = List.of((long) side, (long) side);
    return more;
  }

  private static List<Onnx.AttributeProto> attributes(Object... namesAndValues) {
    Onnx.NodeProto.Builder attributes = Onnx.NodeProto.newBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Onnx.AttributeProto.Builder attribute =
          attributes.addAttributeBuilder().setName((String) namesAndValues[i]);
      Object value = namesAndValues[i + 1];
      if (value instanceof Long integer) {
        attribute.setType(Onnx.AttributeProto.AttributeType.INT).setI(integer);
      } else if (value instanceof Float number) {
        attribute.setType(Onnx.AttributeProto.AttributeType.FLOAT).setF(number);
      } else if (value instanceof String text) {
        attribute
            .setType(Onnx.AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(text));
      } else {
        attribute.setType(Onnx.AttributeProto.AttributeType.INTS);
        ((List<?>) value).forEach(integer -> attribute.addInts((Long) integer));
      }
    }
    return attributes.getAttributeList();
  }
}
