package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.WeightedOperation;
import org.alexnetspark.model.device.onednn.ConvolutionWeights.Count;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.Padding;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * oneDNN's convolutions between maps in the device's layout. They choose how their weights lie:
 * copies follow the masters, and the weights' gradient is copied back into canonical order.
 */
final class OneDnnConvolution implements WeightedOperation {

  private final Runnable convolve;
  private final Runnable activationGradient;
  private final Runnable inputGradient;
  private final List<Runnable> parameterGradients = new ArrayList<>();

  /** What the three primitives of one convolution have in common. */
  private static final class Problem {
    final OneDnnEngine engine;
    final memory.desc input;
    final ConvolutionWeights weights;
    final data_type type;
    final OneDnnTensor output;
    final long[] strides;
    final long[] near;
    final long[] far;
    final convolution_forward.primitive_desc forward;

    Problem(
        OneDnnEngine engine,
        memory.desc input,
        Count channels,
        ConvolutionGeometry geometry,
        Padding padding,
        OneDnnParameters parameters,
        Activation activation,
        Signal output) {
      this.engine = engine;
      this.input = engine.own(input);
      this.output = OneDnnTensor.of(output.value());
      type = this.output.type();
      weights =
          new ConvolutionWeights(parameters, geometry.kernel(), Count.of(this.output), channels);
      strides = new long[] {geometry.stride(), geometry.stride()};
      near = new long[] {padding.near(), padding.near()};
      far = new long[] {padding.far(), padding.far()};
      forward =
          engine.own(
              new convolution_forward.primitive_desc(
                  engine.get(),
                  dnnl_forward_training,
                  dnnl_convolution_direct,
                  this.input,
                  weights.describe(type),
                  weights.describeBiases(),
                  engine.own(this.output.mapsDescription()),
                  strides,
                  near,
                  far,
                  OneDnnActivation.fused(engine, activation),
                  false));
    }
  }

  private OneDnnConvolution(
      Problem problem,
      memory input,
      OneDnnTensor wantedGradient,
      Activation activation,
      Signal output) {
    OneDnnEngine engine = problem.engine;
    ConvolutionWeights weights = problem.weights;
    convolve =
        engine.bind(
            new convolution_forward(problem.forward),
            new Argument(DNNL_ARG_SRC, input),
            new Argument(DNNL_ARG_WEIGHTS, weights.copyAs(problem.forward.weights_desc())),
            new Argument(DNNL_ARG_BIAS, weights.biases()),
            new Argument(DNNL_ARG_DST, problem.output.maps()));
    if (!output.hasGradient()) {
      activationGradient = () -> {};
      inputGradient = () -> {};
      return;
    }
    OneDnnTensor outputGradient = OneDnnTensor.of(output.gradient());
    activationGradient = OneDnnActivation.backward(engine, activation, output);
    inputGradient =
        wantedGradient == null ? () -> {} : inputGradient(problem, outputGradient, wantedGradient);
    addWeightGradient(problem, input, outputGradient);
  }

  private void addWeightGradient(Problem problem, memory input, OneDnnTensor outputGradient) {
    OneDnnEngine engine = problem.engine;
    ConvolutionWeights weights = problem.weights;
    convolution_backward_weights.primitive_desc description =
        engine.own(
            new convolution_backward_weights.primitive_desc(
                engine.get(),
                dnnl_convolution_direct,
                problem.input,
                weights.describe(data_type.f32),
                weights.describeBiases(),
                engine.own(outputGradient.mapsDescription()),
                problem.strides,
                problem.near,
                problem.far,
                problem.forward));
    memory gradient = engine.allocate(description.diff_weights_desc());
    memory biasGradient = engine.allocate(weights.describeBiases());
    parameterGradients.add(
        engine.bind(
            new convolution_backward_weights(description),
            new Argument(DNNL_ARG_SRC, input),
            new Argument(DNNL_ARG_DIFF_DST, outputGradient.maps()),
            new Argument(DNNL_ARG_DIFF_WEIGHTS, gradient),
            new Argument(DNNL_ARG_DIFF_BIAS, biasGradient)));
    parameterGradients.add(weights.takeGradient(gradient));
    parameterGradients.add(weights.takeBiasGradient(biasGradient));
  }

  /** Of maps. */
  static OneDnnConvolution ofMaps(
      OneDnnEngine engine,
      Signal input,
      ConvolutionGeometry geometry,
      OneDnnParameters parameters,
      Activation activation,
      Signal output) {
    OneDnnTensor in = OneDnnTensor.of(input.value());
    Problem problem =
        new Problem(
            engine,
            in.mapsDescription(),
            Count.of(in),
            geometry,
            Padding.of(geometry.padding()),
            parameters,
            activation,
            output);
    OneDnnTensor wantedGradient = input.hasGradient() ? OneDnnTensor.of(input.gradient()) : null;
    return new OneDnnConvolution(problem, in.maps(), wantedGradient, activation, output);
  }

  /**
   * Of images, whose gradient nobody wants. The first convolution says how they are to lie: for few
   * channels oneDNN has code of its own that reads one channel after the other.
   */
  static OneDnnConvolution ofImages(
      OneDnnEngine engine,
      OneDnnImages images,
      ConvolutionGeometry geometry,
      OneDnnParameters parameters,
      Activation activation,
      Signal output) {
    format_tag layout = format_tag.any;
    Problem undecided = ofImages(engine, images, layout, geometry, parameters, activation, output);
    memory.desc byChannel = engine.own(images.describe(format_tag.abcd));
    layout = undecided.forward.src_desc().equals(byChannel) ? format_tag.abcd : format_tag.acdb;
    Problem problem = ofImages(engine, images, layout, geometry, parameters, activation, output);
    return new OneDnnConvolution(problem, images.layOut(layout), null, activation, output);
  }

  private static Problem ofImages(
      OneDnnEngine engine,
      OneDnnImages images,
      format_tag layout,
      ConvolutionGeometry geometry,
      OneDnnParameters parameters,
      Activation activation,
      Signal output) {
    int channels = images.shape().channels();
    return new Problem(
        engine,
        images.describe(layout),
        new Count(channels, channels),
        geometry,
        images.padding(),
        parameters,
        activation,
        output);
  }

  @Override
  public void forward() {
    convolve.run();
  }

  @Override
  public void backward(Wanted wanted) {
    activationGradient.run();
    if (wanted != Wanted.PARAMETER_GRADIENTS) {
      inputGradient.run();
    }
    if (wanted != Wanted.INPUT_GRADIENT) {
      parameterGradients.forEach(Runnable::run);
    }
  }

  private static Runnable inputGradient(
      Problem problem, OneDnnTensor outputGradient, OneDnnTensor wanted) {
    OneDnnEngine engine = problem.engine;
    convolution_backward_data.primitive_desc description =
        engine.own(
            new convolution_backward_data.primitive_desc(
                engine.get(),
                dnnl_convolution_direct,
                problem.input,
                problem.weights.describe(problem.type),
                engine.own(outputGradient.mapsDescription()),
                problem.strides,
                problem.near,
                problem.far,
                problem.forward));
    return engine.bind(
        new convolution_backward_data(description),
        new Argument(DNNL_ARG_DIFF_SRC, wanted.maps()),
        new Argument(DNNL_ARG_WEIGHTS, problem.weights.copyAs(description.weights_desc())),
        new Argument(DNNL_ARG_DIFF_DST, outputGradient.maps()));
  }
}
