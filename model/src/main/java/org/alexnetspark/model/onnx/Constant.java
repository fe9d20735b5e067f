package org.alexnetspark.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx;

/**
 * A constant of a graph that was read: a weight, a shape, a number.
 *
 * @param shape its dimensions, the first one slowest; empty for a single number
 * @param floats its numbers; empty where they are of another type
 * @param integers its numbers where they are 64-bit integers; else empty
 * @param unreadable why it cannot be used; empty where it can
 */
record Constant(List<Long> shape, float[] floats, long[] integers, String unreadable) {

  Constant {
    shape = List.copyOf(shape);
  }

  static Constant unreadable(String why) {
    return new Constant(List.of(), new float[0], new long[0], why);
  }

  /** Puts a constant together whose head and raw bytes are known. */
  static Constant of(Onnx.TensorProto tensor) {
    List<Long> shape = tensor.getDimsList();
    boolean raw = !tensor.getRawData().isEmpty();
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (tensor.getDataType() == Onnx.TensorProto.DataType.FLOAT_VALUE) {
      float[] floats =
          new float[raw ? bytes.remaining() / Float.BYTES : tensor.getFloatDataCount()];
      if (raw) {
        bytes.asFloatBuffer().get(floats);
      } else {
        for (int i = 0; i < floats.length; i++) {
          floats[i] = tensor.getFloatData(i);
        }
      }
      return checked(shape, floats, new long[0]);
    }
    if (tensor.getDataType() == Onnx.TensorProto.DataType.INT64_VALUE) {
      long[] integers = new long[raw ? bytes.remaining() / Long.BYTES : tensor.getInt64DataCount()];
      if (raw) {
        bytes.asLongBuffer().get(integers);
      } else {
        Arrays.setAll(integers, tensor::getInt64Data);
      }
      return checked(shape, new float[0], integers);
    }
    return unreadable(
        "is of type "
            + Onnx.TensorProto.DataType.forNumber(tensor.getDataType())
            + "; weights have to be of type FLOAT");
  }

  /** A constant of floats. */
  static Constant ofFloats(List<Long> shape, float[] floats) {
    return checked(shape, floats, new long[0]);
  }

  private static Constant checked(List<Long> shape, float[] floats, long[] integers) {
    long expected = shape.stream().reduce(1L, (a, b) -> a * b);
    int actual = Math.max(floats.length, integers.length);
    return expected == actual
        ? new Constant(shape, floats, integers, "")
        : unreadable("has the shape " + shape + " and " + actual + " numbers");
  }

  /** This matrix with rows and columns exchanged. */
  Constant transposed() {
    int rows = Math.toIntExact(shape.get(0));
    int columns = Math.toIntExact(shape.get(1));
    float[] exchanged = new float[floats.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        exchanged[column * rows + row] = floats[row * columns + column];
      }
    }
    return ofFloats(List.of(shape.get(1), shape.get(0)), exchanged);
  }

  /** These numbers in another shape. */
  Constant reshaped(List<Long> newShape) {
    return checked(newShape, floats, integers);
  }
}
