package org.alexnetspark.model.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import onnx.Onnx;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * An ONNX file as it was read. Weights go from the stream into their arrays: protobuf's own reader
 * would hold VGG's half gigabyte twice before.
 */
final class OnnxFile {
  /** Of the operators of the default domain; see docs/onnx.md. */
  static final int OLDEST_OPSET = 1;

  static final int NEWEST_OPSET = 25;

  private static final int CHUNK = 1 << 16;
  private static final String EXTERNAL =
      "lies in another file (external data); save the model as one file, in Python: "
          + "onnx.save(onnx.load(FILE), NEW_FILE)";

  private final List<Onnx.NodeProto> nodes = new ArrayList<>();
  private final Map<String, Constant> constants = new HashMap<>();
  private final List<Onnx.ValueInfoProto> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final CodedInputStream in;
  private long opset;
  private boolean hasGraph;

  private OnnxFile(InputStream stream) {
    in = CodedInputStream.newInstance(stream, CHUNK);
    in.setSizeLimit(Integer.MAX_VALUE);
  }

  /**
   * Reads a file; the stream stays open.
   *
   * @throws IOException if it is no ONNX file, is cut off, or is of a version that is not known
   *     here
   */
  static OnnxFile read(InputStream stream) throws IOException {
    OnnxFile file = new OnnxFile(stream);
    try {
      file.readModel();
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("it is no ONNX file, or one that is cut off: " + firstWords(e), e);
    }
    if (!file.hasGraph) {
      throw new IOException("it is no ONNX file, or one that is cut off: it has no graph");
    }
    if (file.opset < OLDEST_OPSET || file.opset > NEWEST_OPSET) {
      throw new IOException(
          "its operators are of version (opset) "
              + file.opset
              + ", known here are "
              + OLDEST_OPSET
              + " to "
              + NEWEST_OPSET
              + "; onnx.version_converter of Python's onnx converts it");
    }
    return file;
  }

  /** The nodes in their order, each behind those that it reads. */
  List<Onnx.NodeProto> nodes() {
    return nodes;
  }

  /** Initializers by name. */
  Map<String, Constant> constants() {
    return constants;
  }

  /** What the graph reads, without the constants that old files list too. */
  List<Onnx.ValueInfoProto> inputs() {
    return inputs.stream().filter(input -> !constants.containsKey(input.getName())).toList();
  }

  /** Names of what the graph makes. */
  List<String> outputs() {
    return outputs;
  }

  long opset() {
    return opset;
  }

  OnnxMetadata metadata() {
    return new OnnxMetadata(metadata);
  }

  private static String firstWords(InvalidProtocolBufferException e) {
    return e.getMessage().lines().findFirst().orElse("").split("[.]", 2)[0];
  }

  private void readModel() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Onnx.ModelProto.GRAPH_FIELD_NUMBER -> inMessage(this::readGraph);
        case Onnx.ModelProto.OPSET_IMPORT_FIELD_NUMBER -> {
          Onnx.OperatorSetIdProto set = Onnx.OperatorSetIdProto.parseFrom(in.readByteArray());
          if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
            opset = set.getVersion();
          }
        }
        case Onnx.ModelProto.METADATA_PROPS_FIELD_NUMBER -> {
          Onnx.StringStringEntryProto entry =
              Onnx.StringStringEntryProto.parseFrom(in.readByteArray());
          metadata.put(entry.getKey(), entry.getValue());
        }
        default -> skip(tag);
      }
    }
  }

  private void readGraph() throws IOException {
    hasGraph = true;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Onnx.GraphProto.NODE_FIELD_NUMBER ->
            nodes.add(Onnx.NodeProto.parseFrom(in.readByteArray()));
        case Onnx.GraphProto.INPUT_FIELD_NUMBER ->
            inputs.add(Onnx.ValueInfoProto.parseFrom(in.readByteArray()));
        case Onnx.GraphProto.OUTPUT_FIELD_NUMBER ->
            outputs.add(Onnx.ValueInfoProto.parseFrom(in.readByteArray()).getName());
        case Onnx.GraphProto.INITIALIZER_FIELD_NUMBER -> inMessage(this::readInitializer);
        default -> skip(tag);
      }
    }
  }

  /** Floats as raw bytes, as nearly all files have them, are read without a detour. */
  private void readInitializer() throws IOException {
    Onnx.TensorProto.Builder tensor = Onnx.TensorProto.newBuilder();
    float[] floats = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Onnx.TensorProto.RAW_DATA_FIELD_NUMBER -> {
          if (tensor.getDataType() == Onnx.TensorProto.DataType.FLOAT_VALUE) {
            floats = readFloats(in.readRawVarint32());
          } else {
            tensor.setRawData(in.readBytes());
          }
        }
        case Onnx.TensorProto.FLOAT_DATA_FIELD_NUMBER -> {
          if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            floats = readFloats(in.readRawVarint32());
          } else {
            tensor.addFloatData(in.readFloat());
          }
        }
        default -> readField(tag, tensor);
      }
    }
    Constant constant;
    if (tensor.getDataLocation() == Onnx.TensorProto.DataLocation.EXTERNAL) {
      constant = Constant.unreadable(EXTERNAL);
    } else if (floats == null) {
      constant = Constant.of(tensor.build());
    } else {
      constant = Constant.ofFloats(tensor.getDimsList(), floats);
    }
    constants.put(tensor.getName(), constant);
  }

  private void readField(int tag, Onnx.TensorProto.Builder tensor) throws IOException {
    switch (WireFormat.getTagFieldNumber(tag)) {
      case Onnx.TensorProto.DIMS_FIELD_NUMBER -> readIntegers(tag, tensor::addDims);
      case Onnx.TensorProto.DATA_TYPE_FIELD_NUMBER -> tensor.setDataType(in.readInt32());
      case Onnx.TensorProto.NAME_FIELD_NUMBER -> tensor.setName(in.readString());
      case Onnx.TensorProto.INT64_DATA_FIELD_NUMBER -> readIntegers(tag, tensor::addInt64Data);
      case Onnx.TensorProto.DATA_LOCATION_FIELD_NUMBER ->
          tensor.setDataLocationValue(in.readEnum());
      default -> skip(tag);
    }
  }

  /** Repeated integers come packed, or each by itself. */
  private void readIntegers(int tag, LongConsumer receiver) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      receiver.accept(in.readInt64());
      return;
    }
    inMessage(
        () -> {
          while (in.getBytesUntilLimit() > 0) {
            receiver.accept(in.readInt64());
          }
        });
  }

  private float[] readFloats(int bytes) throws IOException {
    if (bytes < 0 || bytes > in.getBytesUntilLimit()) {
      throw new InvalidProtocolBufferException("a constant is larger than the file");
    }
    float[] floats = new float[bytes / Float.BYTES];
    for (int start = 0; start < floats.length; start += CHUNK) {
      int count = Math.min(CHUNK, floats.length - start);
      ByteBuffer.wrap(in.readRawBytes(count * Float.BYTES))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(floats, start, count);
    }
    in.skipRawBytes(bytes % Float.BYTES);
    return floats;
  }

  private interface Part {
    void read() throws IOException;
  }

  private void inMessage(Part part) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    part.read();
    if (in.getBytesUntilLimit() > 0) {
      throw new InvalidProtocolBufferException("it ends early");
    }
    in.popLimit(outer);
  }

  private void skip(int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("an end that has no beginning");
    }
  }
}
