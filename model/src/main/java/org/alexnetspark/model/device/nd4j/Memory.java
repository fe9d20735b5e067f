package org.alexnetspark.model.device.nd4j;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A piece of native memory that ND4J's operations and Java's loops both work on.
 *
 * @param array the memory as a vector
 * @param buffer the same memory
 */
record Memory(INDArray array, FloatBuffer buffer) {

  /** Zeros. */
  static Memory allocate(int length) {
    INDArray array = Nd4j.create(DataType.FLOAT, length);
    FloatPointer pointer = (FloatPointer) array.data().pointer();
    return new Memory(array, pointer.asBuffer());
  }

  int length() {
    return buffer.capacity();
  }

  /** A part of it as an array of any shape, last index fastest, sharing the memory. */
  INDArray view(int offset, long... shape) {
    return view(array.data(), offset, shape);
  }

  /** A part of a buffer as an array of any shape. */
  static INDArray view(DataBuffer data, int offset, long... shape) {
    return Nd4j.create(data, shape, Nd4j.getStrides(shape, 'c'), offset, 'c', DataType.FLOAT);
  }
}
