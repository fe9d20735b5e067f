package org.alexnetspark.model.device;

/** Numbers of a batch on a device, in whatever layout the device likes. */
public interface Tensor {

  /** What it holds. */
  Shape shape();

  /** Bytes that a copy of it moves. */
  default long bytes() {
    return (long) shape().length() * Float.BYTES;
  }

  /** Copies from the host: {@code shape().length()} numbers in canonical order. */
  void write(float[] source);

  /** Copies to the host, the first {@code images} images in canonical order. */
  void read(float[] target, int images);
}
