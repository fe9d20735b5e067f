package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

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
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * oneDNN on the CPU. Maps stay in the layout that its convolutions want from one operation to the
 * next; weights, momentum and all sums are fp32, signals and the weights that products read fp32 or
 * bf16.
 */
public final class OneDnnDevice implements Device {

  private final int threads;
  private final data_type type;
  private OneDnnEngine engine;
  private MapLayout layout;

  /**
   * A share of the processor.
   *
   * @param threads cores that this device's operations may use
   * @param bf16 whether signals and the weights that products read are bf16 instead of fp32
   */
  public OneDnnDevice(int threads, boolean bf16) {
    if (threads < 1) {
      throw new IllegalArgumentException("a device of " + threads + " threads");
    }
    this.threads = threads;
    type = bf16 ? data_type.bf16 : data_type.f32;
  }

  @Override
  public String name() {
    String numbers = type == data_type.bf16 ? "bf16" : "fp32";
    return "onednn, " + numbers + ", CPU, " + threads + (threads == 1 ? " thread" : " threads");
  }

  @Override
  public void attach() {
    OneDnnLibrary.useThreads(threads);
    engine = new OneDnnEngine();
    layout = layoutOfConvolutions();
  }

  @Override
  public OneDnnDevice section() {
    OneDnnDevice section = new OneDnnDevice(threads, type == data_type.bf16);
    section.engine = engine.section();
    section.layout = layout;
    return section;
  }

  @Override
  public Room room(List<Shape> shapes) {
    return new OneDnnRoom(engine, shapes, type);
  }

  @Override
  public Tensor tensor(Shape shape, Room room) {
    return new OneDnnTensor(engine, shape, layout, type, OneDnnRoom.of(room));
  }

  @Override
  public Tensor tensor(Shape shape) {
    return new OneDnnTensor(engine, shape, layout, type);
  }

  @Override
  public Tensor exactTensor(Shape shape) {
    return new OneDnnTensor(engine, shape, layout, data_type.f32);
  }

  @Override
  public Signal signalToPool(Shape shape) {
    Tensor valuesThenGradient = tensor(shape);
    return new Signal(valuesThenGradient, valuesThenGradient);
  }

  @Override
  public ImageInput images(Shape shape, Padding padding, float scale) {
    return new OneDnnImages(engine, shape, padding, scale, type);
  }

  @Override
  public ParameterVector parameters(int length) {
    return new OneDnnParameterVector(engine, length);
  }

  @Override
  public ParameterValues parameterValues(int length) {
    return new OneDnnParameterValues(engine, length);
  }

  @Override
  public WeightedOperation convolution(
      ImageInput input,
      ConvolutionGeometry geometry,
      Parameters parameters,
      Activation activation,
      Signal output) {
    return OneDnnConvolution.ofImages(
        engine,
        OneDnnImages.of(input),
        geometry.requireUnpadded(),
        OneDnnParameters.of(parameters),
        activation,
        output);
  }

  @Override
  public WeightedOperation convolution(
      Signal input,
      ConvolutionGeometry geometry,
      Parameters parameters,
      Activation activation,
      Signal output) {
    return OneDnnConvolution.ofMaps(
        engine, input, geometry, OneDnnParameters.of(parameters), activation, output);
  }

  @Override
  public Operation normalization(Signal input, LrnConvention convention, Signal output) {
    return new OneDnnNormalization(engine, input, convention, output);
  }

  @Override
  public Operation mapNormalization(Signal input, MapNormalization convention, Signal output) {
    return new OneDnnMapNormalization(engine, input, convention, output);
  }

  @Override
  public Operation activation(Activation activation, Signal signal) {
    return new OneDnnActivation(engine, activation, signal);
  }

  @Override
  public Operation maxPooling(Signal input, int window, int stride, Signal output) {
    return new OneDnnMaxPooling(engine, input, window, stride, output);
  }

  @Override
  public WeightedOperation fullyConnected(
      Signal input, Parameters parameters, Activation activation, Signal output) {
    return new OneDnnFullyConnected(
        engine, input, OneDnnParameters.of(parameters), activation, output, type);
  }

  @Override
  public Dropout dropout(Signal input, Signal output) {
    return new OneDnnDropout(engine, input, output);
  }

  @Override
  public Runnable join(Tensor source, Tensor joined, int offset) {
    return new OneDnnJoin(engine, source.shape(), joined.shape(), offset)
        .join(OneDnnTensor.of(source), OneDnnTensor.of(joined));
  }

  @Override
  public Runnable windows(Tensor maps, int side, Tensor vectors, int offset) {
    return OneDnnWindows.of(engine, OneDnnTensor.of(maps), side, OneDnnTensor.of(vectors), offset);
  }

  @Override
  public Runnable splitSum(List<Tensor> joined, int offset, Tensor target) {
    return new OneDnnJoin(engine, target.shape(), joined.get(0).shape(), offset)
        .splitSum(joined.stream().map(OneDnnTensor::of).toList(), OneDnnTensor.of(target));
  }

  @Override
  public Softmax softmax(Tensor logits, Tensor gradient, Range own) {
    return new HostSoftmax(logits, gradient, own);
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
    }
  }

  /**
   * In bf16 the canonical order: oneDNN's own choice on AVX-512 are blocks, but its other code is
   * faster over a whole step. In fp32 what it asks for on this processor.
   */
  private MapLayout layoutOfConvolutions() {
    if (type == data_type.bf16) {
      return MapLayout.CHANNELS_LAST;
    }
    Shape maps = new Shape(2, 13, 64);
    memory.desc undecided = new memory.desc(MapLayout.dimensions(maps), type, format_tag.any);
    long[] kernels = {64, 64, 3, 3};
    long[] ones = {1, 1};
    convolution_forward.primitive_desc description =
        new convolution_forward.primitive_desc(
            engine.get(),
            dnnl_forward_training,
            dnnl_convolution_direct,
            undecided,
            new memory.desc(kernels, type, format_tag.any),
            undecided,
            ones,
            ones,
            ones);
    boolean blocked = description.src_desc().equals(MapLayout.BLOCKED.describe(maps, type));
    return blocked ? MapLayout.BLOCKED : MapLayout.CHANNELS_LAST;
  }
}
