package org.alexnetspark.model.device.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_div;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_pow;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_sqrt;

import java.util.ArrayList;
import java.util.List;
import org.alexnetspark.model.device.onednn.OneDnnEngine.Argument;
import org.alexnetspark.model.specification.LrnConvention;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The gradient of local response normalisation made of other primitives, for processors on which
 * oneDNN's own is its slow reference code (all without AVX-512). Channels lie together, so that a
 * map is a matrix with a row for each pixel, and sums over neighbouring channels are a product with
 * a matrix of ones around its diagonal. With {@code d = k + alpha * sum of x^2} the gradient is
 *
 * <pre>{@code scaled - 2 alpha beta x * sum of (scaled * x / d), where scaled = dy / d^0.75}</pre>
 *
 * computed for so many pixels at a time that what lies between stays in the cache.
 */
final class NormalizationGradient {

  /** Numbers of a piece: half a dozen such pieces fit a core's second-level cache. */
  private static final int PIECE = 1 << 15;

  private final OneDnnEngine engine;
  private final LrnConvention convention;
  private final int channels;
  private final memory.desc band;
  private final memory sumOfSquares;
  private final memory sumOfProducts;
  private final memory one;

  /** Rows of channels of some pixels. */
  private record Maps(memory x, memory outGradient, memory inGradient) {}

  private NormalizationGradient(OneDnnEngine engine, LrnConvention convention, int channels) {
    this.engine = engine;
    this.convention = convention;
    this.channels = channels;
    band = engine.own(matrix(channels));
    sumOfSquares = neighbours(convention.alpha());
    sumOfProducts = neighbours(-2 * convention.alpha() * LrnConvention.BETA);
    one = engine.allocate(new memory.desc(new long[] {1, 1}, data_type.f32, format_tag.ab));
    engine.own(new FloatPointer(one.get_data_handle())).put(1f);
  }

  /**
   * What computes {@code inGradient} from the other two; maps with channels last. Those in bf16 are
   * computed with in fp32, piece by piece: the library multiplies no matrices of both.
   */
  static Runnable of(
      OneDnnEngine engine,
      LrnConvention convention,
      OneDnnTensor in,
      OneDnnTensor outGradient,
      OneDnnTensor inGradient) {
    int channels = in.storedShape().channels();
    NormalizationGradient gradient = new NormalizationGradient(engine, convention, channels);
    long pixels = (long) in.shape().batch() * in.shape().places();
    long atATime = Math.max(1, PIECE / channels);
    List<Runnable> pieces = new ArrayList<>();
    for (long first = 0; first < pixels; first += atATime) {
      long count = Math.min(atATime, pixels - first);
      gradient.bind(
          pieces,
          count,
          in.type() == data_type.f32,
          new Maps(
              in.pixels(first, count),
              outGradient.pixels(first, count),
              inGradient.pixels(first, count)));
    }
    return () -> pieces.forEach(Runnable::run);
  }

  private void bind(List<Runnable> pieces, long pixels, boolean inFp32, Maps maps) {
    memory room =
        engine.scratch(
            new memory.desc(
                new long[] {(inFp32 ? 3 : 6) * pixels * channels}, data_type.f32, format_tag.a));
    if (inFp32) {
      bind(pieces, pixels, room, maps);
      return;
    }
    Maps wide = new Maps(piece(room, 3, pixels), piece(room, 4, pixels), piece(room, 5, pixels));
    pieces.add(engine.copy(maps.x(), wide.x()));
    pieces.add(engine.copy(maps.outGradient(), wide.outGradient()));
    bind(pieces, pixels, room, wide);
    pieces.add(engine.copy(wide.inGradient(), maps.inGradient()));
  }

  private memory piece(memory room, int index, long pixels) {
    return engine.view(
        new memory.desc(new long[] {pixels, channels}, data_type.f32, format_tag.ab),
        room,
        index * pixels * channels * Float.BYTES);
  }

  private void bind(List<Runnable> pieces, long pixels, memory room, Maps maps) {
    memory x = maps.x();
    memory divisor = piece(room, 0, pixels);
    // Squares, then products: the second come when the first are no longer wanted.
    memory terms = piece(room, 1, pixels);
    memory scaled = piece(room, 2, pixels);

    pieces.add(binary(dnnl_binary_mul, x, x, terms));
    pieces.add(
        multiply(
            terms,
            sumOfSquares,
            divisor,
            after().eltwise(dnnl_eltwise_linear, 1f, (float) convention.k())));
    // 1 / sqrt(d * sqrt(d)) is d^-0.75; the library's general power is slow.
    pieces.add(
        binary(
            dnnl_binary_mul,
            divisor,
            one,
            scaled,
            after()
                .eltwise(dnnl_eltwise_sqrt, 0f, 0f)
                .binary(dnnl_binary_mul, divisor)
                .eltwise(dnnl_eltwise_sqrt, 0f, 0f)
                .eltwise(dnnl_eltwise_pow, 1f, -1f)
                .binary(dnnl_binary_mul, maps.outGradient())));
    pieces.add(binary(dnnl_binary_mul, scaled, x, terms, after().binary(dnnl_binary_div, divisor)));
    pieces.add(
        multiply(
            terms,
            sumOfProducts,
            maps.inGradient(),
            after().binary(dnnl_binary_mul, x).binary(dnnl_binary_add, scaled)));
  }

  private PostOperations after() {
    return new PostOperations(engine);
  }

  private Runnable binary(int algorithm, memory left, memory right, memory target) {
    return binary(algorithm, left, right, target, after());
  }

  private Runnable binary(
      int algorithm, memory left, memory right, memory target, PostOperations after) {
    return after.afterBinary(algorithm, left, right, target);
  }

  private Runnable multiply(memory terms, memory weights, memory target, PostOperations after) {
    matmul.primitive_desc description =
        engine.own(
            new matmul.primitive_desc(
                engine.get(),
                terms.get_desc(),
                band,
                target.get_desc(),
                after.attributes(),
                false));
    return engine.bind(
        new matmul(description),
        after.with(
            new Argument(DNNL_ARG_SRC, terms),
            new Argument(DNNL_ARG_WEIGHTS, weights),
            new Argument(DNNL_ARG_DST, target)));
  }

  private static memory.desc matrix(int side) {
    return new memory.desc(new long[] {side, side}, data_type.f32, format_tag.ab);
  }

  /** A square matrix with a factor where row and column are neighbouring channels. */
  private memory neighbours(double factor) {
    memory matrix = engine.allocate(matrix(channels));
    float[] numbers = new float[channels * channels];
    for (int row = 0; row < channels; row++) {
      int last = Math.min(channels - 1, row + LrnConvention.RADIUS);
      for (int column = Math.max(0, row - LrnConvention.RADIUS); column <= last; column++) {
        numbers[row * channels + column] = (float) factor;
      }
    }
    engine.own(new FloatPointer(matrix.get_data_handle())).put(numbers, 0, numbers.length);
    return matrix;
  }
}
