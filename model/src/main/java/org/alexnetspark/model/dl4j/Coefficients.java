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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.LayerSpecification.Kind;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;
import org.alexnetspark.model.specification.ParameterLayout.Range;

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

  /**
   * An array of weights or biases. DL4J's number (unit, input), unit by unit, is ours at
   * positions[input] * units + unit.
   *
   * @param ours where it lies in our flat vector
   */
  private record Piece(Range ours, int units, int[] positions) {
    private static Piece inTheSameOrder(Range ours) {
      return new Piece(ours, 1, IntStream.range(0, ours.length()).toArray());
    }

    private void toOurs(float[] theirs, float[] parameters) {
      forEachInput(
          (input, first) -> {
            for (int unit = 0; unit < units; unit++) {
              parameters[first + unit] = theirs[unit * positions.length + input];
            }
          });
    }

    private void toTheirs(float[] parameters, float[] theirs) {
      forEachInput(
          (input, first) -> {
            for (int unit = 0; unit < units; unit++) {
              theirs[unit * positions.length + input] = parameters[first + unit];
            }
          });
    }

    /** In parallel: a layer's transposition waits for memory most of the time. */
    private void forEachInput(InputVisitor visitor) {
      IntStream.range(0, positions.length)
          .parallel()
          .forEach(
              input ->
                  visitor.visit(input, Math.addExact(ours.offset(), positions[input] * units)));
    }
  }

  private interface InputVisitor {
    void visit(int input, int first);
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
    for (Piece piece : pieces(specification, layers)) {
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
    for (Piece piece : pieces(specification, layers)) {
      float[] theirs = new float[piece.ours().length()];
      piece.toTheirs(parameters, theirs);
      writeFloats(out, theirs);
    }
    out.flush();
  }

  /** All arrays in DL4J's order. */
  private static List<Piece> pieces(NetworkSpecification specification, List<String> layers)
      throws IOException {
    ParameterLayout layout = new ParameterLayout(specification);
    Map<String, List<Piece>> ofLayers = new TreeMap<>();
    for (int index = 0; index < layout.layers().size(); index++) {
      LayerSpecification layer = layout.layers().get(index);
      for (int tower = 0; tower < layout.towers(); tower++) {
        Piece biases = Piece.inTheSameOrder(layout.biases(tower, index));
        ofLayers
            .computeIfAbsent(
                Dl4jGraph.nameOf(layer, tower, layout.towers()), name -> new ArrayList<>())
            .addAll(
                layer.kind() == Kind.CONVOLUTION
                    ? List.of(biases, convolution(layout, tower, index))
                    : List.of(fullyConnected(layout, tower, index), biases));
      }
    }
    if (layers.size() != ofLayers.size() || !ofLayers.keySet().containsAll(layers)) {
      throw new IOException("the layers are " + layers + ", expected " + ofLayers.keySet());
    }
    return layers.stream().flatMap(name -> weightsFirst(ofLayers.get(name))).toList();
  }

  /** fc8 is one layer of all classes: the weights of both towers come before the biases. */
  private static Stream<Piece> weightsFirst(List<Piece> pieces) {
    boolean ofBothTowers = pieces.size() > 2;
    return ofBothTowers
        ? Stream.of(pieces.get(0), pieces.get(2), pieces.get(1), pieces.get(3))
        : pieces.stream();
  }

  private static Piece convolution(ParameterLayout layout, int tower, int index) {
    return new Piece(
        layout.weights(tower, index), 1, kernelPositions(layout.layers().get(index), tower));
  }

  private static Piece fullyConnected(ParameterLayout layout, int tower, int index) {
    LayerSpecification layer = layout.layers().get(index);
    return new Piece(
        layout.weights(tower, index),
        layer.outputChannels(tower),
        inputPositions(layer, layer.seesBothTowers() ? layout.towers() : 1));
  }

  /** DL4J: [kernel, channel, row, column]; ours: [kernel, row, column, channel]. */
  private static int[] kernelPositions(LayerSpecification layer, int tower) {
    int area = layer.kernel() * layer.kernel();
    int channels = layer.inputChannels();
    return IntStream.range(0, layer.weightCount(tower))
        .map(i -> (i / area / channels * area + i % area) * channels + i / area % channels)
        .toArray();
  }

  /** DL4J reads maps as [channel, row, column]; ours are [tower, row, column, channel]. */
  private static int[] inputPositions(LayerSpecification layer, int towers) {
    int area = layer.inputSize() * layer.inputSize();
    int channels = layer.inputChannels() / towers;
    return IntStream.range(0, layer.fanIn())
        .map(i -> (i / area / channels * area + i % area) * channels + i / area % channels)
        .toArray();
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
