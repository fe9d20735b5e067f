package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.SameDevice;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Tensor;

/** A batch on the GPU in canonical order, which cuDNN calls NHWC. */
final class CudaTensor implements Tensor {

  private final CudaContext context;
  private final Shape shape;
  private final NumberType type;
  private final Address address;
  private HostCopy hostCopy;

  /** The batch in fp32, as the host reads and writes it. Made when the host first asks. */
  private record HostCopy(Address numbers, Runnable fromFloats, Runnable toFloats) {}

  CudaTensor(CudaContext context, Shape shape, NumberType type) {
    this.context = context;
    this.shape = shape;
    this.type = type;
    address = context.allocate(bytesOf(shape, type));
  }

  static CudaTensor of(Tensor tensor) {
    return SameDevice.require(CudaTensor.class, tensor);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public long bytes() {
    return bytesOf(shape, type);
  }

  @Override
  public void write(float[] source) {
    context.transfer().write(source, 0, shape.length(), hostCopy().numbers());
    hostCopy().fromFloats().run();
  }

  @Override
  public void read(float[] target, int images) {
    hostCopy().toFloats().run();
    context.transfer().read(hostCopy().numbers(), target, 0, images * shape.imageLength());
  }

  CudaContext context() {
    return context;
  }

  NumberType type() {
    return type;
  }

  Address address() {
    return address;
  }

  private HostCopy hostCopy() {
    if (hostCopy == null) {
      hostCopy = type == NumberType.FLOAT ? itself() : floats();
    }
    return hostCopy;
  }

  private HostCopy itself() {
    return new HostCopy(address, () -> {}, () -> {});
  }

  private HostCopy floats() {
    Address numbers = context.allocate(bytesOf(shape, NumberType.FLOAT));
    Kernels kernels = context.kernels(type);
    int length = shape.length();
    return new HostCopy(
        numbers,
        kernels.bind("from_floats", length, numbers, address, length),
        kernels.bind("to_floats", length, address, numbers, length));
  }

  private static long bytesOf(Shape shape, NumberType type) {
    return (long) shape.length() * type.bytes();
  }
}
