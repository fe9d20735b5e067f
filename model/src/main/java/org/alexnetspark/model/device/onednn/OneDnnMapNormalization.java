package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_div;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_pow;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_sqrt;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_include_padding;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.alexnetspark.model.specification.MapNormalization;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.pooling_forward;

/**
 * Normalisation inside maps. oneDNN has it as slow reference code only (its LRN "within channel"),
 * so it is made of other primitives: the sum over a window is a mean of it, zeros beyond the edge
 * counted, times its positions, which is average pooling at every position. With {@code d = k +
 * alpha * sum of x^2} and {@code s = d^-0.75} the result is {@code x s}, and the gradient
 *
 * <pre>{@code dy s - 2 alpha beta x * sum of (dy s x / d)}</pre>
 *
 * All between is fp32, for so few images at a time that it stays in the cache.
 */
final class OneDnnMapNormalization implements Operation {

  private static final long WINDOW = 2 * MapNormalization.RADIUS + 1;

  /** What the images worked on at a time may take in each intermediate: they fit a core's cache. */
  private static final int BYTES_AT_A_TIME = 1 << 19;

  private final OneDnnEngine engine;
  private final MapNormalization convention;
  private final boolean exact;
  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> backward = new ArrayList<>();

  OneDnnMapNormalization(
      OneDnnEngine engine, Signal input, MapNormalization convention, Signal output) {
    this.engine = engine;
    this.convention = convention;
    OneDnnTensor in = OneDnnTensor.of(input.value());
    OneDnnTensor out = OneDnnTensor.of(output.value());
    exact = in.type() == data_type.f32;
    int batch = input.shape().batch();
    int atATime = (int) Math.max(1, Math.min(batch, BYTES_AT_A_TIME / in.imageBytes()));
    for (int first = 0; first < batch; first += atATime) {
      int count = Math.min(atATime, batch - first);
      Piece piece = new Piece(in, count);
      memory x = in.images(first, count);
      bindForward(piece, x, out.images(first, count));
      if (output.hasGradient()) {
        bindBackward(
            piece,
            x,
            OneDnnTensor.of(output.gradient()).images(first, count),
            OneDnnTensor.of(input.gradient()).images(first, count));
      }
    }
  }

  /** The intermediates of a few images; those of one piece after the other are the same memory. */
  private final class Piece {
    final memory terms;
    final memory divisor;
    final memory scaled;

    /**
     * Copies in fp32 of what is in other numbers, for which oneDNN has slow reference code only.
     */
    final memory values;

    final memory flow;

    Piece(OneDnnTensor in, int count) {
      memory.desc maps =
          engine.own(in.layout().describe(in.storedShape().withBatch(count), data_type.f32));
      long bytes = maps.get_size();
      int memories = exact ? 3 : 5;
      memory room =
          engine.scratch(
              new memory.desc(
                  new long[] {memories * bytes / Float.BYTES}, data_type.f32, format_tag.a));
      terms = engine.view(new memory.desc(maps), room, 0);
      divisor = engine.view(new memory.desc(maps), room, bytes);
      scaled = engine.view(new memory.desc(maps), room, 2 * bytes);
      values = exact ? null : engine.view(new memory.desc(maps), room, 3 * bytes);
      flow = exact ? null : engine.view(new memory.desc(maps), room, 4 * bytes);
    }
  }

  @Override
  public void forward() {
    forward.forEach(Runnable::run);
  }

  @Override
  public void backward() {
    backward.forEach(Runnable::run);
  }

  private void bindForward(Piece piece, memory input, memory output) {
    memory x = inFp32(forward, input, piece.values);
    memory y = exact ? output : piece.terms;
    bindDivisor(forward, piece, x);
    forward.add(product(piece.divisor, piece.divisor, y, power(piece, x)));
    copyOut(forward, y, output);
  }

  private void bindBackward(
      Piece piece, memory input, memory outputGradient, memory inputGradient) {
    memory x = inFp32(backward, input, piece.values);
    memory dy = inFp32(backward, outputGradient, piece.flow);
    memory dx = exact ? inputGradient : piece.terms;
    bindDivisor(backward, piece, x);
    backward.add(product(piece.divisor, piece.divisor, piece.scaled, power(piece, dy)));
    backward.add(
        product(piece.scaled, x, piece.terms, after().binary(dnnl_binary_div, piece.divisor)));
    // The divisor is not wanted any more; its memory takes the sums over windows.
    float factor = (float) (-2 * MapNormalization.BETA * convention.alpha() * WINDOW * WINDOW);
    backward.add(
        means(piece.terms, piece.divisor, after().eltwise(dnnl_eltwise_linear, factor, 0)));
    backward.add(product(piece.divisor, x, dx, after().binary(dnnl_binary_add, piece.scaled)));
    copyOut(backward, dx, inputGradient);
  }

  private memory inFp32(List<Runnable> steps, memory numbers, memory copy) {
    if (exact) {
      return numbers;
    }
    steps.add(engine.copy(numbers, copy));
    return copy;
  }

  private void copyOut(List<Runnable> steps, memory result, memory target) {
    if (!exact) {
      steps.add(engine.copy(result, target));
    }
  }

  private void bindDivisor(List<Runnable> steps, Piece piece, memory x) {
    float factor = (float) (convention.alpha() * WINDOW * WINDOW);
    float k = (float) convention.k();
    steps.add(product(x, x, piece.terms, after()));
    steps.add(means(piece.terms, piece.divisor, after().eltwise(dnnl_eltwise_linear, factor, k)));
  }

  /**
   * What makes d^2 a factor times d^-0.75, by roots of d^3: the library's general power is slow.
   */
  private PostOperations power(Piece piece, memory factor) {
    return after()
        .binary(dnnl_binary_mul, piece.divisor)
        .eltwise(dnnl_eltwise_sqrt, 0f, 0f)
        .eltwise(dnnl_eltwise_sqrt, 0f, 0f)
        .eltwise(dnnl_eltwise_pow, 1f, -1f)
        .binary(dnnl_binary_mul, factor);
  }

  private PostOperations after() {
    return new PostOperations(engine);
  }

  /** The product of two, and what comes after it. */
  private Runnable product(memory left, memory right, memory target, PostOperations after) {
    return after.afterBinary(dnnl_binary_mul, left, right, target);
  }

  /** The mean over the window around each position. */
  private Runnable means(memory numbers, memory target, PostOperations after) {
    long[] ones = {1, 1};
    long[] none = {0, 0};
    long[] window = {WINDOW, WINDOW};
    long[] radius = {MapNormalization.RADIUS, MapNormalization.RADIUS};
    pooling_forward.primitive_desc description =
        engine.own(
            new pooling_forward.primitive_desc(
                engine.get(),
                dnnl_forward_inference,
                dnnl_pooling_avg_include_padding,
                numbers.get_desc(),
                target.get_desc(),
                ones,
                window,
                none,
                radius,
                radius,
                after.attributes(),
                false));
    return engine.bind(
        new pooling_forward(description),
        after.with(new Argument(DNNL_ARG_SRC, numbers), new Argument(DNNL_ARG_DST, target)));
  }
}
