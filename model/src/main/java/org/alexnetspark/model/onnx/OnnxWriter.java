package org.alexnetspark.model.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import onnx.Onnx;
import org.alexnetspark.model.dl4j.SavedNetwork;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * Writes a trained network as an ONNX file. The weights are streamed: the file is never in memory,
 * and the same network makes the same bytes.
 */
public final class OnnxWriter {
  /**
   * The oldest version of the operators that has all that is needed: what reads any newer one reads
   * it, and so do runtimes of 2018 (ONNX 1.4). See docs/onnx.md.
   */
  static final int OPSET = 9;

  /** The file format of that release. */
  static final int FORMAT = 4;

  static final String PRODUCER = "alexnet-spark";

  private static final int CHUNK = 1 << 16;

  private OnnxWriter() {}

  /**
   * Refuses what no ONNX file can hold.
   *
   * @throws IllegalArgumentException with the reason
   */
  public static void check(SavedNetwork network) {
    long bytes = (long) network.parameters().length * Float.BYTES;
    // Names, shapes, mean and classes are far below the last part of it.
    if (bytes > Integer.MAX_VALUE - (1 << 26)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its weights take %,d bytes, and a file of ONNX's protobuf holds 2 GiB at most",
              bytes));
    }
  }

  /**
   * Writes to a stream, which stays open.
   *
   * @param input what the graph is to read
   * @param version of this project, for the file's producer
   */
  public static void write(
      SavedNetwork network, OnnxInput input, String version, OutputStream stream)
      throws IOException {
    check(network);
    GraphBuilder graph = new GraphBuilder(network, input);
    CodedOutputStream out = CodedOutputStream.newInstance(stream, CHUNK);
    beside(network, input, graph, version).writeTo(out);
    beginMessage(out, Onnx.ModelProto.GRAPH_FIELD_NUMBER, graphSize(graph));
    graph.nodes().writeTo(out);
    for (OnnxWeights weights : graph.weights()) {
      Onnx.TensorProto head = head(weights);
      beginMessage(
          out, Onnx.GraphProto.INITIALIZER_FIELD_NUMBER, tensorSize(head, weights.bytes()));
      head.writeTo(out);
      beginMessage(out, Onnx.TensorProto.RAW_DATA_FIELD_NUMBER, weights.bytes());
      for (int part = 0; part < weights.parts().size(); part++) {
        writeFloats(weights.parts().get(part).get(), out);
      }
    }
    out.flush();
  }

  /** The file but for its graph. */
  private static Onnx.ModelProto beside(
      SavedNetwork network, OnnxInput input, GraphBuilder graph, String version) {
    Onnx.ModelProto.Builder model =
        Onnx.ModelProto.newBuilder()
            .setIrVersion(FORMAT)
            .setProducerName(PRODUCER)
            .setProducerVersion(version)
            .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
    OnnxMetadata.of(network, input, graph.imageSize())
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    Onnx.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }

  private static Onnx.TensorProto head(OnnxWeights weights) {
    return Onnx.TensorProto.newBuilder()
        .setName(weights.name())
        .setDataType(Onnx.TensorProto.DataType.FLOAT_VALUE)
        .addAllDims(weights.shape())
        .build();
  }

  private static int graphSize(GraphBuilder graph) {
    int size = graph.nodes().getSerializedSize();
    for (OnnxWeights weights : graph.weights()) {
      int tensor = tensorSize(head(weights), weights.bytes());
      size = Math.addExact(size, fieldSize(Onnx.GraphProto.INITIALIZER_FIELD_NUMBER, tensor));
    }
    return size;
  }

  private static int tensorSize(Onnx.TensorProto head, int bytes) {
    return Math.addExact(
        head.getSerializedSize(), fieldSize(Onnx.TensorProto.RAW_DATA_FIELD_NUMBER, bytes));
  }

  private static int fieldSize(int field, int length) {
    return Math.addExact(
        CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(length),
        length);
  }

  private static void beginMessage(CodedOutputStream out, int field, int length)
      throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(length);
  }

  private static void writeFloats(float[] numbers, CodedOutputStream out) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.min(CHUNK, numbers.length) * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < numbers.length; start += CHUNK) {
      int count = Math.min(CHUNK, numbers.length - start);
      bytes.asFloatBuffer().put(numbers, start, count);
      out.writeRawBytes(bytes.array(), 0, count * Float.BYTES);
    }
  }
}
