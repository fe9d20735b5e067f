package org.alexnetspark.model.device.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.Dropout;
import org.alexnetspark.model.device.HostSoftmax;
import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.ParameterValues;
import org.alexnetspark.model.device.ParameterVector;
import org.alexnetspark.model.device.Parameters;
import org.alexnetspark.model.device.Room;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.Softmax;
import org.alexnetspark.model.device.Tensor;
import org.alexnetspark.model.device.WeightedOperation;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.MapNormalization;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.ParameterLayout.Range;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * ND4J on the CPU. Every tensor is fp32 in the canonical order, which as NHWC is also the order in
 * which ND4J's oneDNN is fastest.
 */
public final class Nd4jDevice implements Device {

  private final int threads;
  private final Lanes lanes;
  private final boolean ownsLanes;
  private final List<NativeOperation> operations = new ArrayList<>();
  private final List<Memory> memories = new ArrayList<>();

  /**
   * A share of the processor.
   *
   * @param threads cores that this device's operations may use
   */
  public Nd4jDevice(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a device of " + threads + " threads");
    }
    this.threads = threads;
    lanes = new Lanes(threads);
    ownsLanes = true;
  }

  private Nd4jDevice(int threads, Lanes lanes, boolean ownsLanes) {
    this.threads = threads;
    this.lanes = lanes;
    this.ownsLanes = ownsLanes;
  }

  @Override
  public String name() {
    return "nd4j, CPU, " + threads + (threads == 1 ? " thread" : " threads");
  }

  /** OpenMP keeps its number of threads for each calling thread: this is the tower's share. */
  @Override
  public void attach() {
    Nd4j.getBackend(); // loads the native library, which the next lines take for granted
    requireProcessor(Nd4j.getEnvironment().isCPU());
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }

  /**
   * Java's loops work on the host's memory here, where ND4J on a GPU keeps a copy that its
   * operations neither read nor write.
   */
  static void requireProcessor(boolean processor) {
    if (!processor) {
      throw new IllegalStateException(
          "device nd4j computes on the processor, but ND4J here is the one for GPUs, which is for"
              + " DL4J graphs alone; take device onednn, or jars built without -Pnd4j-cuda");
    }
  }

  @Override
  public Nd4jDevice section() {
    return new Nd4jDevice(threads, lanes, false);
  }

  @Override
  public Room room(List<Shape> shapes) {
    return new Nd4jRoom(allocate(shapes.stream().mapToInt(Shape::length).max().orElse(1)));
  }

  @Override
  public Tensor tensor(Shape shape, Room room) {
    return new Nd4jTensor(shape, Nd4jRoom.of(room).memoryFor(shape));
  }

  @Override
  public Tensor tensor(Shape shape) {
    return new Nd4jTensor(shape, allocate(shape.length()));
  }

  @Override
  public ImageInput images(Shape shape, Padding padding, float scale) {
    Shape padded =
        new Shape(
            shape.batch(),
            shape.height() + padding.total(),
            shape.width() + padding.total(),
            shape.channels());
    return new Nd4jImages(shape, padding, scale, new Nd4jTensor(padded, allocate(padded.length())));
  }

  @Override
  public ParameterVector parameters(int length) {
    return new Nd4jParameterVector(lanes, allocate(length), allocate(length), allocate(length));
  }

  @Override
  public ParameterValues parameterValues(int length) {
    return new Nd4jParameterValues(allocate(length));
  }

  @Override
  public WeightedOperation convolution(
      ImageInput input,
      ConvolutionGeometry geometry,
      Parameters parameters,
      Activation activation,
      Signal output) {
    Nd4jImages images = Nd4jImages.of(input);
    geometry.requireUnpadded();
    Nd4jParameters own = Nd4jParameters.of(parameters);
    if (!output.hasGradient()) {
      Signal padded = Signal.forwardOnly(images.padded());
      return new Nd4jConvolution(this, padded, geometry, own, activation, output);
    }
    return new Nd4jFirstConvolution(this, images, geometry, own, activation, output);
  }

  @Override
  public WeightedOperation convolution(
      Signal input,
      ConvolutionGeometry geometry,
      Parameters parameters,
      Activation activation,
      Signal output) {
    return new Nd4jConvolution(
        this, input, geometry, Nd4jParameters.of(parameters), activation, output);
  }

  @Override
  public Operation normalization(Signal input, LrnConvention convention, Signal output) {
    return new Nd4jNormalization(this, input, convention, output);
  }

  @Override
  public Operation mapNormalization(Signal input, MapNormalization convention, Signal output) {
    return new Nd4jMapNormalization(this, input, convention, output);
  }

  @Override
  public Operation activation(Activation activation, Signal signal) {
    return new Nd4jActivation(this, activation, signal);
  }

  @Override
  public Operation maxPooling(Signal input, int window, int stride, Signal output) {
    return new Nd4jMaxPooling(this, input, window, stride, output);
  }

  @Override
  public WeightedOperation fullyConnected(
      Signal input, Parameters parameters, Activation activation, Signal output) {
    return new Nd4jFullyConnected(this, input, Nd4jParameters.of(parameters), activation, output);
  }

  @Override
  public Dropout dropout(Signal input, Signal output) {
    return new Nd4jDropout(input, output);
  }

  @Override
  public Runnable join(Tensor source, Tensor joined, int offset) {
    return new Nd4jJoin(source.shape(), joined.shape(), offset)
        .join(Nd4jTensor.of(source), Nd4jTensor.of(joined));
  }

  @Override
  public Runnable windows(Tensor maps, int side, Tensor vectors, int offset) {
    return Nd4jWindows.of(Nd4jTensor.of(maps), side, Nd4jTensor.of(vectors), offset);
  }

  @Override
  public Runnable splitSum(List<Tensor> joined, int offset, Tensor target) {
    return new Nd4jJoin(target.shape(), joined.get(0).shape(), offset)
        .splitSum(joined.stream().map(Nd4jTensor::of).toList(), Nd4jTensor.of(target));
  }

  @Override
  public Softmax softmax(Tensor logits, Tensor gradient, Range own) {
    return new HostSoftmax(logits, gradient, own);
  }

  @Override
  public void close() {
    operations.forEach(NativeOperation::close);
    operations.clear();
    memories.forEach(memory -> memory.array().close());
    memories.clear();
    if (ownsLanes) {
      lanes.close();
    }
  }

  Lanes lanes() {
    return lanes;
  }

  Memory allocate(int length) {
    Memory memory = Memory.allocate(length);
    memories.add(memory);
    return memory;
  }

  NativeOperation operation(
      String name, INDArray[] inputs, INDArray[] outputs, double[] reals, long... integers) {
    NativeOperation operation = new NativeOperation(name, inputs, outputs, reals, integers);
    operations.add(operation);
    return operation;
  }
}
