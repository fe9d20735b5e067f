package org.alexnetspark.model.dl4j;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LayerSpecification.Kind;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;

/**
 * DL4J's {@code coefficients.bin} as a stream: to the byte what {@code Nd4j.write} makes of the
 * flat parameters of a {@link Dl4jGraph}, but without the graph. Building one, and reading number
 * by number, takes seconds at the paper's width; a prediction should take less.
 *
 * <p>DL4J lays its layers one after the other, in the order that it computes for the graph: of a
 * convolution the biases, then the weights as [kernel, channel, row, column]; of a fully connected
 * layer the weights as [unit, input], then the biases. Numbers are big-endian.
 */
final class Coefficients {

  private static final int CHUNK = 1 << 16;
  private static final String MODE = "MIXED_DATA_TYPES";
  private static final String TYPE = "FLOAT";

  /** How ND4J describes a vector of n floats: rank, n, stride, type, element-wise stride, order. */
  private static long[] shapeOf(int length) {
    return new long[] {1, length, 1, 0x2000, 1, 'c'};
  }

  private Coefficients() {}

  /**
   * Reads the flat parameters, in the order of {@link ParameterLayout}; the stream stays open.
   *
   * @param layers {@link Dl4jGraph#layerOrder}
   * @throws IOException if the stream holds anything but as many floats as the network has
   */
  static float[] read(InputStream stream, NetworkSpecification specification, List<String> layers)
      throws IOException {
    DataInputStream in = new DataInputStream(stream);
    float[] parameters = new float[specification.parameterCount()];
    readHeader(in, parameters.length);
    for (ChannelsFirst piece : pieces(specification, layers)) {
      float[] theirs = new float[piece.ours().length()];
      readFloats(in, theirs);
      piece.toOurs(theirs, parameters);
    }
    return parameters;
  }

  /**
   * Writes the flat parameters; the stream stays open.
   *
   * @param layers {@link Dl4jGraph#layerOrder}
   */
  static void write(
      OutputStream stream,
      NetworkSpecification specification,
      List<String> layers,
      float[] parameters)
      throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    writeHeader(out, parameters.length);
    for (ChannelsFirst piece : pieces(specification, layers)) {
      writeFloats(out, piece.toTheirs(parameters));
    }
    out.flush();
  }

  /** All arrays in DL4J's order. */
  private static List<ChannelsFirst> pieces(NetworkSpecification specification, List<String> layers)
      throws IOException {
    ParameterLayout layout = new ParameterLayout(specification);
    Map<String, List<ChannelsFirst>> ofLayers = new TreeMap<>();
    for (int index = 0; index < layout.layers().size(); index++) {
      LayerSpecification layer = layout.layers().get(index);
      for (int tower = 0; tower < layout.towers(); tower++) {
        ChannelsFirst biases = ChannelsFirst.biases(layout, tower, index);
        ChannelsFirst weights = ChannelsFirst.weights(layout, tower, index);
        ofLayers
            .computeIfAbsent(
                Dl4jGraph.nameOf(layer, tower, layout.towers()), name -> new ArrayList<>())
            .addAll(
                layer.kind() == Kind.CONVOLUTION
                    ? List.of(biases, weights)
                    : List.of(weights, biases));
      }
    }
    if (layers.size() != ofLayers.size() || !ofLayers.keySet().containsAll(layers)) {
      throw new IOException("the layers are " + layers + ", expected " + ofLayers.keySet());
    }
    return layers.stream().flatMap(name -> weightsFirst(ofLayers.get(name))).toList();
  }

  /** fc8 is one layer of all classes: the weights of both towers come before the biases. */
  private static Stream<ChannelsFirst> weightsFirst(List<ChannelsFirst> pieces) {
    boolean ofBothTowers = pieces.size() > 2;
    return ofBothTowers
        ? Stream.of(pieces.get(0), pieces.get(2), pieces.get(1), pieces.get(3))
        : pieces.stream();
  }

  private static void writeHeader(DataOutputStream out, int length) throws IOException {
    long[] shape = shapeOf(length);
    writeBufferHeader(out, shape.length, "LONG");
    for (long number : shape) {
      out.writeLong(number);
    }
    writeBufferHeader(out, length, TYPE);
  }

  private static void writeBufferHeader(DataOutputStream out, long length, String type)
      throws IOException {
    out.writeUTF(MODE);
    out.writeLong(length);
    out.writeUTF(type);
  }

  private static void readHeader(DataInputStream in, int length) throws IOException {
    int shapeLength = shapeOf(length).length;
    expect(in, shapeLength, "LONG");
    for (int i = 0; i < shapeLength; i++) {
      in.readLong();
    }
    expect(in, length, TYPE);
  }

  private static void expect(DataInputStream in, long length, String type) throws IOException {
    String foundMode = in.readUTF();
    long foundLength = in.readLong();
    String foundType = in.readUTF();
    if (!foundMode.equals(MODE) || foundLength != length || !foundType.equals(type)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the coefficients are %d numbers (%s, %s), expected %d (%s, %s)",
              foundLength,
              foundType,
              foundMode,
              length,
              type,
              MODE));
    }
  }

  private static void readFloats(DataInputStream in, float[] numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(CHUNK, numbers.length) * Float.BYTES);
    for (int start = 0; start < numbers.length; start += CHUNK) {
      int count = Math.min(CHUNK, numbers.length - start);
      try {
        in.readFully(bytes.array(), 0, count * Float.BYTES);
      } catch (EOFException e) {
        throw new IOException("the coefficients end early", e);
      }
      bytes.asFloatBuffer().get(numbers, start, count);
    }
  }

  private static void writeFloats(DataOutputStream out, float[] numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(CHUNK, numbers.length) * Float.BYTES);
    for (int start = 0; start < numbers.length; start += CHUNK) {
      int count = Math.min(CHUNK, numbers.length - start);
      bytes.asFloatBuffer().put(numbers, start, count);
      out.write(bytes.array(), 0, count * Float.BYTES);
    }
  }
}
