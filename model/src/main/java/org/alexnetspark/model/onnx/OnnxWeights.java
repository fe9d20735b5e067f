package org.alexnetspark.model.onnx;

import java.util.List;
import java.util.function.Supplier;

/**
 * A constant of an exported graph.
 *
 * @param shape its dimensions, the first one slowest
 * @param parts of its numbers, one after the other, each made when it is written
 */
record OnnxWeights(String name, List<Long> shape, List<Supplier<float[]>> parts) {

  OnnxWeights {
    shape = List.copyOf(shape);
    parts = List.copyOf(parts);
  }

  /** Bytes of its numbers. */
  int bytes() {
    long numbers = shape.stream().reduce(1L, Math::multiplyExact);
    return Math.toIntExact(numbers * Float.BYTES);
  }
}
