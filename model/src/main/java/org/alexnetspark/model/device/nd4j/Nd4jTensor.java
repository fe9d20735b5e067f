package org.alexnetspark.model.device.nd4j;

import java.nio.FloatBuffer;
import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A batch in the canonical order (NHWC). */
final class Nd4jTensor implements Tensor {

  private final Shape shape;
  private final Memory memory;

  Nd4jTensor(Shape shape, Memory memory) {
    this.shape = shape;
    this.memory = memory;
  }

  static Nd4jTensor of(Tensor tensor) {
    return SameDevice.require(Nd4jTensor.class, tensor);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public void write(float[] source) {
    buffer().put(0, source, 0, shape.length());
  }

  @Override
  public void read(float[] target, int images) {
    buffer().get(0, target, 0, images * shape.imageLength());
  }

  FloatBuffer buffer() {
    return memory.buffer();
  }

  /** As [image, row, column, channel]. */
  INDArray maps() {
    return memory.view(0, shape.batch(), shape.height(), shape.width(), shape.channels());
  }

  /** As a matrix with a row for every image. */
  INDArray vectors() {
    return memory.view(0, shape.batch(), shape.imageLength());
  }

  /** As a matrix with a row for every pixel. */
  INDArray pixels() {
    return memory.view(0, (long) shape.batch() * shape.places(), shape.channels());
  }
}
