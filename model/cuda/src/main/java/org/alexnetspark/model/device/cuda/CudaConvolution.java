package org.alexnetspark.model.device.cuda;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.WeightedOperation;
import org.alexnetspark.model.device.cuda.Algorithm.Direction;
import org.alexnetspark.model.device.cuda.Algorithm.Measured;
import org.alexnetspark.model.device.cuda.Algorithm.Problem;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdDataAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionBwdFilterAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionFwdAlgoPerf_t;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.Pointer;

/**
 * cuDNN's convolutions. Maps and weights lie as they do in canonical order: [image, row, column,
 * channel] and [kernel, row, column, channel] are cuDNN's NHWC.
 */
@SuppressWarnings("deprecation") // cuDNN 9 prefers its graphs to these calls; docs/cuda.md weighs
final class CudaConvolution implements WeightedOperation {

  /** As many as cuDNN has of any kind. */
  private static final int MOST_ALGORITHMS = 16;

  /**
   * What cuDNN may use besides the tensors at least; more where they are large, because its
   * algorithms copy them into other orders.
   */
  private static final long LEAST_WORKSPACE_BYTES = 256L << 20;

  private final CudaContext context;
  private final Descriptors descriptors;
  private final cudnnTensorStruct x;
  private final cudnnTensorStruct y;
  private final cudnnFilterStruct w;
  private final CudaTensor input;
  private final CudaTensor inputGradient;
  private final CudaTensor output;
  private final CudaTensor outputGradient;
  private final ConvolutionWeights weights;
  private final Sums sums;
  private final ConvolutionGeometry geometry;
  private final Arithmetic arithmetic;
  private final Runnable convolve;
  private final Runnable findInputGradient;
  private final Runnable findWeightGradient;

  /**
   * Binds a convolution.
   *
   * @param inputGradient null if nobody wants it
   */
  CudaConvolution(
      CudaContext context,
      Arithmetic arithmetic,
      CudaTensor input,
      CudaTensor inputGradient,
      ConvolutionGeometry geometry,
      ConvolutionWeights weights,
      Sums sums,
      Signal output) {
    this.context = context;
    this.arithmetic = arithmetic;
    this.geometry = geometry;
    this.input = input;
    this.inputGradient = inputGradient;
    this.output = CudaTensor.of(output.value());
    outputGradient = CudaTensor.of(output.gradient());
    this.weights = weights;
    this.sums = sums;
    descriptors = new Descriptors(context);
    x = descriptors.maps(input);
    y = descriptors.maps(this.output);
    w =
        descriptors.kernels(
            arithmetic.signals(),
            output.shape().channels(),
            geometry.kernel(),
            input.shape().channels());
    context.reserveWorkspace(
        Math.max(LEAST_WORKSPACE_BYTES, 2 * (input.bytes() + this.output.bytes())));
    convolve = forwardCall();
    findInputGradient = inputGradient == null ? () -> {} : inputGradientCall();
    findWeightGradient = weightGradientCall();
  }

  @Override
  public void forward() {
    convolve.run();
    sums.forward();
  }

  @Override
  public void backward(Wanted wanted) {
    sums.backward();
    if (wanted != Wanted.PARAMETER_GRADIENTS) {
      findInputGradient.run();
    }
    if (wanted != Wanted.INPUT_GRADIENT) {
      findWeightGradient.run();
      weights.takeGradient();
    }
  }

  private Runnable forwardCall() {
    Algorithm algorithm = Algorithm.of(problem(Direction.FORWARD), this::measureForward);
    cudnnConvolutionStruct convolution = convolution(algorithm.math());
    return () ->
        Check.cudnn(
            cudnn.cudnnConvolutionForward(
                context.cudnn(),
                context.one(),
                x,
                input.address(),
                w,
                weights.weights(),
                convolution,
                algorithm.number(),
                context.workspace(),
                context.workspaceBytes(),
                context.zero(),
                y,
                output.address()),
            "cudnnConvolutionForward");
  }

  private Runnable inputGradientCall() {
    Algorithm algorithm =
        Algorithm.of(problem(Direction.INPUT_GRADIENT), this::measureInputGradient);
    cudnnConvolutionStruct convolution = convolution(algorithm.math());
    return () ->
        Check.cudnn(
            cudnn.cudnnConvolutionBackwardData(
                context.cudnn(),
                context.one(),
                w,
                weights.weights(),
                y,
                outputGradient.address(),
                convolution,
                algorithm.number(),
                context.workspace(),
                context.workspaceBytes(),
                context.zero(),
                x,
                inputGradient.address()),
            "cudnnConvolutionBackwardData");
  }

  private Runnable weightGradientCall() {
    Algorithm algorithm =
        Algorithm.of(problem(Direction.WEIGHT_GRADIENT), this::measureWeightGradient);
    cudnnConvolutionStruct convolution = convolution(algorithm.math());
    return () ->
        Check.cudnn(
            cudnn.cudnnConvolutionBackwardFilter(
                context.cudnn(),
                context.one(),
                x,
                input.address(),
                y,
                outputGradient.address(),
                convolution,
                algorithm.number(),
                context.workspace(),
                context.workspaceBytes(),
                context.zero(),
                w,
                weights.gradient()),
            "cudnnConvolutionBackwardFilter");
  }

  private List<Measured> measureForward() {
    return measure(
        "cudnnFindConvolutionForwardAlgorithmEx",
        new cudnnConvolutionFwdAlgoPerf_t(MOST_ALGORITHMS),
        (count, results) ->
            cudnn.cudnnFindConvolutionForwardAlgorithmEx(
                context.cudnn(),
                x,
                input.address(),
                w,
                weights.weights(),
                convolution(arithmetic.convolutionMath()),
                y,
                output.address(),
                MOST_ALGORITHMS,
                count,
                results,
                context.workspace(),
                context.workspaceBytes()),
        of -> measured(of.algo(), of.mathType(), of.status(), of.time(), of.determinism()));
  }

  private List<Measured> measureInputGradient() {
    return measure(
        "cudnnFindConvolutionBackwardDataAlgorithmEx",
        new cudnnConvolutionBwdDataAlgoPerf_t(MOST_ALGORITHMS),
        (count, results) ->
            cudnn.cudnnFindConvolutionBackwardDataAlgorithmEx(
                context.cudnn(),
                w,
                weights.weights(),
                y,
                outputGradient.address(),
                convolution(arithmetic.convolutionMath()),
                x,
                inputGradient.address(),
                MOST_ALGORITHMS,
                count,
                results,
                context.workspace(),
                context.workspaceBytes()),
        of -> measured(of.algo(), of.mathType(), of.status(), of.time(), of.determinism()));
  }

  private List<Measured> measureWeightGradient() {
    return measure(
        "cudnnFindConvolutionBackwardFilterAlgorithmEx",
        new cudnnConvolutionBwdFilterAlgoPerf_t(MOST_ALGORITHMS),
        (count, results) ->
            cudnn.cudnnFindConvolutionBackwardFilterAlgorithmEx(
                context.cudnn(),
                x,
                input.address(),
                y,
                outputGradient.address(),
                convolution(arithmetic.convolutionMath()),
                w,
                weights.gradient(),
                MOST_ALGORITHMS,
                count,
                results,
                context.workspace(),
                context.workspaceBytes()),
        of -> measured(of.algo(), of.mathType(), of.status(), of.time(), of.determinism()));
  }

  /** One of cuDNN's searches: fills rows of results and says how many. */
  private interface Search<R extends Pointer> {
    int run(int[] count, R results);
  }

  /** cuDNN's three kinds of results have the same fields, and no type in common. */
  private static <R extends Pointer> List<Measured> measure(
      String call, R fresh, Search<R> search, Function<R, Measured> row) {
    int[] count = new int[1];
    try (R results = fresh) {
      Check.cudnn(search.run(count, results), call);
      return IntStream.range(0, count[0]).mapToObj(i -> row.apply(results.<R>position(i))).toList();
    }
  }

  private static Measured measured(
      int algorithm, int math, int status, float milliseconds, int determinism) {
    return new Measured(
        new Algorithm(algorithm, math),
        status,
        milliseconds,
        determinism == cudnn.CUDNN_DETERMINISTIC);
  }

  private cudnnConvolutionStruct convolution(int math) {
    return descriptors.convolution(geometry, math);
  }

  private Problem problem(Direction direction) {
    return new Problem(
        context.gpu(),
        direction,
        input.shape().batch(),
        input.shape().size(),
        input.shape().channels(),
        geometry.kernel(),
        geometry.stride(),
        geometry.padding(),
        output.shape().channels(),
        arithmetic);
  }
}
