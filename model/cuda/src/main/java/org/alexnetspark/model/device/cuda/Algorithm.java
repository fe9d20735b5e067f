package org.alexnetspark.model.device.cuda;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.cuda.global.cudnn;

/**
 * The way in which cuDNN does a convolution, picked by measuring once in a process: the fastest
 * that gives the same bits each time. All networks of the process use it, so that they too give the
 * same bits.
 *
 * @param number cuDNN's own
 * @param math cuDNN's kind of mathematics
 */
record Algorithm(int number, int math) {

  private static final Map<Problem, Algorithm> PICKED = new ConcurrentHashMap<>();

  /** Which way a convolution goes. */
  enum Direction {
    FORWARD,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT
  }

  /** A convolution that is measured. */
  record Problem(
      int gpu,
      Direction direction,
      int batch,
      int inputSize,
      int inputChannels,
      int kernel,
      int stride,
      int padding,
      int outputChannels,
      Arithmetic arithmetic) {}

  /**
   * What cuDNN measured.
   *
   * @param status whether it worked, in the workspace that there was
   * @param milliseconds how long it took
   */
  record Measured(Algorithm algorithm, int status, float milliseconds, boolean sameBits) {}

  /** That of a problem; measured, while others wait, if it is a new one. */
  static Algorithm of(Problem problem, Supplier<List<Measured>> measure) {
    Algorithm known = PICKED.get(problem);
    if (known != null) {
      return known;
    }
    // One after the other on all GPUs: towers that measure at once would measure each other.
    synchronized (PICKED) {
      return PICKED.computeIfAbsent(problem, any -> fastest(any, measuredTwice(measure)));
    }
  }

  /** The first time is often a cold one: code is still being loaded, clocks are low. */
  private static List<Measured> measuredTwice(Supplier<List<Measured>> measure) {
    return Stream.of(measure.get(), measure.get()).flatMap(List::stream).toList();
  }

  /**
   * The fastest that works, gives the same bits each time and, where fp32 is wanted as it is,
   * rounds no factors.
   *
   * @throws IllegalStateException if there is none
   */
  static Algorithm fastest(Problem problem, List<Measured> measured) {
    return measured.stream()
        .filter(each -> each.status() == cudnn.CUDNN_STATUS_SUCCESS)
        .filter(Measured::sameBits)
        .filter(each -> !problem.arithmetic().isExact() || each.algorithm().isExact())
        .min(Comparator.comparingDouble(Measured::milliseconds))
        .map(Measured::algorithm)
        .map(each -> problem.arithmetic().isExact() ? each.withExactMath() : each)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "cuDNN has no deterministic algorithm for " + problem + " among " + measured));
  }

  private boolean isExact() {
    return math == cudnn.CUDNN_FMA_MATH || math == cudnn.CUDNN_DEFAULT_MATH;
  }

  /** Default mathematics may round fp32 to TF32; this forbids it. */
  private Algorithm withExactMath() {
    return new Algorithm(number, cudnn.CUDNN_FMA_MATH);
  }
}
