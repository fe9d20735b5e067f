package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_div;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_pow;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_sqrt;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_include_padding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.alexnetspark.model.specification.MapNormalization;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.javacpp.FloatPointer;

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
  private final memory one;
  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> backward = new ArrayList<>();

  OneDnnMapNormalization(
      OneDnnEngine engine, Signal input, MapNormalization convention, Signal output) {
    this.engine = engine;
    this.convention = convention;
    one = scalar(1);
    OneDnnTensor in = OneDnnTensor.of(input.value());
    OneDnnTensor out = OneDnnTensor.of(output.value());
    int batch = input.shape().batch();
    int atATime = (int) Math.max(1, Math.min(batch, BYTES_AT_A_TIME / in.imageBytes()));
    for (int first = 0; first < batch; first += atATime) {
      int count = Math.min(atATime, batch - first);
      memory x = in.images(first, count);
      bindForward(new Piece(in, count), x, out.images(first, count));
      if (output.hasGradient()) {
        bindBackward(
            new Piece(in, count),
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

    Piece(OneDnnTensor in, int count) {
      memory.desc maps =
          engine.own(in.layout().describe(in.storedShape().withBatch(count), data_type.f32));
      long bytes = maps.get_size();
      memory room =
          engine.scratch(
              new memory.desc(new long[] {3 * bytes / Float.BYTES}, data_type.f32, format_tag.a));
      terms = engine.view(new memory.desc(maps), room, 0);
      divisor = engine.view(new memory.desc(maps), room, bytes);
      scaled = engine.view(new memory.desc(maps), room, 2 * bytes);
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

  private void bindForward(Piece piece, memory x, memory y) {
    bindDivisor(forward, piece, x);
    forward.add(binary(piece.divisor, one, y, power(piece).binary(dnnl_binary_mul, x)));
  }

  private void bindBackward(Piece piece, memory x, memory outGradient, memory inGradient) {
    bindDivisor(backward, piece, x);
    backward.add(
        binary(
            piece.divisor, one, piece.scaled, power(piece).binary(dnnl_binary_mul, outGradient)));
    backward.add(
        binary(piece.scaled, x, piece.terms, after().binary(dnnl_binary_div, piece.divisor)));
    // The divisor is not wanted any more; its memory takes the sums over windows.
    float factor = (float) (-2 * MapNormalization.BETA * convention.alpha() * WINDOW * WINDOW);
    backward.add(
        means(piece.terms, piece.divisor, after().eltwise(dnnl_eltwise_linear, factor, 0)));
    backward.add(
        binary(piece.divisor, x, inGradient, after().binary(dnnl_binary_add, piece.scaled)));
  }

  private void bindDivisor(List<Runnable> steps, Piece piece, memory x) {
    float factor = (float) (convention.alpha() * WINDOW * WINDOW);
    float k = (float) convention.k();
    steps.add(binary(x, x, piece.terms, after()));
    steps.add(means(piece.terms, piece.divisor, after().eltwise(dnnl_eltwise_linear, factor, k)));
  }

  /** 1 / sqrt(d * sqrt(d)) is d^-0.75; the library's general power is slow. */
  private PostOperations power(Piece piece) {
    return after()
        .eltwise(dnnl_eltwise_sqrt, 0f, 0f)
        .binary(dnnl_binary_mul, piece.divisor)
        .eltwise(dnnl_eltwise_sqrt, 0f, 0f)
        .eltwise(dnnl_eltwise_pow, 1f, -1f);
  }

  private PostOperations after() {
    return new PostOperations(engine);
  }

  /** The product of two, and what comes after it. */
  private Runnable binary(memory left, memory right, memory target, PostOperations after) {
    binary.primitive_desc description =
        engine.own(
            new binary.primitive_desc(
                engine.get(),
                dnnl_binary_mul,
                left.get_desc(),
                right.get_desc(),
                target.get_desc(),
                after.attributes(),
                false));
    return engine.bind(
        new binary(description),
        after.with(
            new Argument(DNNL_ARG_SRC_0, left),
            new Argument(DNNL_ARG_SRC_1, right),
            new Argument(DNNL_ARG_DST, target)));
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

  private memory scalar(float number) {
    long[] dimensions = new long[4];
    Arrays.fill(dimensions, 1);
    memory scalar = engine.allocate(new memory.desc(dimensions, data_type.f32, format_tag.abcd));
    engine.own(new FloatPointer(scalar.get_data_handle())).put(number);
    return scalar;
  }
}
