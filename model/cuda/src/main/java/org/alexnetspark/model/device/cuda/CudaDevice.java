package org.alexnetspark.model.device.cuda;

import java.util.List;
import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Device;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.Dropout;
import org.alexnetspark.model.device.ImageInput;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.ParameterVector;
import org.alexnetspark.model.device.Parameters;
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

/**
 * A GPU, or one tower's share of it. Tensors are in canonical order throughout, in fp32 or bf16;
 * weights, momentum and all sums are fp32.
 */
final class CudaDevice implements Device {

  private final int gpu;
  private final Precision precision;
  private final Arithmetic arithmetic;
  private CudaContext context;

  /**
   * Takes nothing of the GPU yet.
   *
   * @param gpu its number in this process
   */
  CudaDevice(int gpu, Precision precision, Arithmetic arithmetic) {
    this.gpu = gpu;
    this.precision = precision;
    this.arithmetic = arithmetic;
  }

  @Override
  public String name() {
    return "cuda, " + precision + ", GPU " + gpu;
  }

  @Override
  public void attach() {
    context = new CudaContext(gpu, arithmetic.leastCapability());
  }

  @Override
  public Tensor tensor(Shape shape) {
    return new CudaTensor(context, shape, arithmetic.signals());
  }

  @Override
  public Tensor exactTensor(Shape shape) {
    return new CudaTensor(context, shape, NumberType.FLOAT);
  }

  @Override
  public Signal signalToPool(Shape shape) {
    Tensor valuesThenGradient = tensor(shape);
    return new Signal(valuesThenGradient, valuesThenGradient);
  }

  @Override
  public ImageInput images(Shape shape, Padding padding, float scale) {
    return new CudaImages(context, shape, padding, scale, arithmetic.signals());
  }

  @Override
  public ParameterVector parameters(int length) {
    return new CudaParameterVector(context, length, arithmetic.signals());
  }

  @Override
  public WeightedOperation convolution(
      ImageInput input,
      ConvolutionGeometry geometry,
      Parameters parameters,
      Activation activation,
      Signal output) {
    CudaImages images = CudaImages.of(input);
    PixelBlocks blocks = images.cutFor(geometry.requireUnpadded());
    CudaParameters own = CudaParameters.of(parameters);
    return new CudaConvolution(
        context,
        arithmetic,
        images.inBlocks(),
        null,
        blocks.geometry(),
        ConvolutionWeights.inBlocks(context, own, blocks, images.shape().channels()),
        new Sums(context, own, activation, output),
        output);
  }

  @Override
  public WeightedOperation convolution(
      Signal input,
      ConvolutionGeometry geometry,
      Parameters parameters,
      Activation activation,
      Signal output) {
    CudaParameters own = CudaParameters.of(parameters);
    return new CudaConvolution(
        context,
        arithmetic,
        CudaTensor.of(input.value()),
        CudaTensor.of(input.gradient()),
        geometry,
        ConvolutionWeights.asTheyLie(context, own),
        new Sums(context, own, activation, output),
        output);
  }

  @Override
  public Operation normalization(Signal input, LrnConvention convention, Signal output) {
    return new CudaNormalization(context, input, convention, output);
  }

  @Override
  public Operation mapNormalization(Signal input, MapNormalization convention, Signal output) {
    return new CudaMapNormalization(context, input, convention, output);
  }

  @Override
  public Operation activation(Activation activation, Signal signal) {
    return new CudaActivation(context, activation, signal);
  }

  @Override
  public Operation maxPooling(Signal input, int window, int stride, Signal output) {
    return new CudaMaxPooling(context, input, window, stride, output);
  }

  @Override
  public WeightedOperation fullyConnected(
      Signal input, Parameters parameters, Activation activation, Signal output) {
    return new CudaFullyConnected(
        context, arithmetic, input, CudaParameters.of(parameters), activation, output);
  }

  @Override
  public Dropout dropout(Signal input, Signal output) {
    return new CudaDropout(context, input, output);
  }

  @Override
  public Runnable join(Tensor source, Tensor joined, int offset) {
    return new CudaJoin(context, source.shape(), joined.shape(), offset)
        .join(CudaTensor.of(source), CudaTensor.of(joined));
  }

  @Override
  public Runnable splitSum(List<Tensor> joined, int offset, Tensor target) {
    return new CudaJoin(context, target.shape(), joined.get(0).shape(), offset)
        .splitSum(joined.stream().map(CudaTensor::of).toList(), CudaTensor.of(target));
  }

  @Override
  public Softmax softmax(Tensor logits, Tensor gradient, Range own) {
    return new CudaSoftmax(context, CudaTensor.of(logits), CudaTensor.of(gradient), own);
  }

  @Override
  public void finish() {
    context.synchronize();
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }
}
