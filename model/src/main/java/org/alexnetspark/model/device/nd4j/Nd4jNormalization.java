package org.alexnetspark.model.device.nd4j;

import java.nio.FloatBuffer;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.specification.LrnConvention;

/**
 * Local response normalisation as plain loops. ND4J's lrn_bp is wrong (it multiplies the
 * neighbours' terms by the centre's gradient where each neighbour's own belongs) and many times
 * slower than these.
 *
 * <p>With s the denominator before its exponent: {@code y = x s^-b} and {@code dx_i = g_i s_i^-b -
 * 2 a b x_i sum_j g_j x_j s_j^(-b-1)}, j over the neighbours of i; b = 3/4 is two square roots.
 *
 * <p>Rows of channels are laid out with {@link LrnConvention#RADIUS} zeros between them, so that
 * one loop without a condition runs over the channels of many pixels; and sums over neighbours read
 * shifted copies, because the JIT compiler makes vector instructions of a loop over five arrays but
 * not of one that reads an array at five places.
 */
final class Nd4jNormalization implements Operation {

  private static final int GAP = LrnConvention.RADIUS;

  /** Scratch of one lane. Index i of a neighbourhood's sum belongs to index i + GAP of the rest. */
  private static final class Rows {
    final float[] dense;
    final float[] x;
    final float[] g;
    final float[] sum;
    final float[] power;
    final float[] term;
    final float[][] shifted;

    Rows(int pixels, int channels) {
      int length = 2 * GAP + pixels * (channels + GAP);
      dense = new float[pixels * channels];
      x = new float[length];
      g = new float[length];
      sum = new float[length];
      power = new float[length];
      term = new float[length];
      shifted = new float[2 * GAP][length];
    }

    /** Sums over the neighbourhoods of numbers that are zero in the gaps. */
    void sumNeighbours(float[] numbers, int count) {
      for (int shift = 1; shift <= 2 * GAP; shift++) {
        System.arraycopy(numbers, shift, shifted[shift - 1], 0, count);
      }
      add(numbers, shifted[0], shifted[1], shifted[2], shifted[3], sum, count);
    }

    private static void add(
        float[] a, float[] b, float[] c, float[] d, float[] e, float[] sum, int count) {
      for (int i = 0; i < count; i++) {
        sum[i] = a[i] + b[i] + c[i] + d[i] + e[i];
      }
    }
  }

  private final Lanes lanes;
  private final Nd4jTensor in;
  private final Nd4jTensor out;
  private final Nd4jTensor inGradient;
  private final Nd4jTensor outGradient;
  private final int channels;
  private final int stride;
  private final int pixels;
  private final int pixelsAtOnce;
  private final float k;
  private final float alpha;
  private final Rows[] scratch;

  Nd4jNormalization(Nd4jDevice device, Signal input, LrnConvention convention, Signal output) {
    lanes = device.lanes();
    in = Nd4jTensor.of(input.value());
    out = Nd4jTensor.of(output.value());
    inGradient = output.hasGradient() ? Nd4jTensor.of(input.gradient()) : null;
    outGradient = output.hasGradient() ? Nd4jTensor.of(output.gradient()) : null;
    channels = input.shape().channels();
    stride = channels + GAP;
    pixels = input.shape().length() / channels;
    pixelsAtOnce = Math.max(1, Lanes.PIECE / stride);
    k = (float) convention.k();
    alpha = (float) convention.alpha();
    scratch = new Rows[lanes.count()];
    for (int lane = 0; lane < scratch.length; lane++) {
      scratch[lane] = new Rows(pixelsAtOnce, channels);
    }
  }

  @Override
  public void forward() {
    lanes.forEach(pixels, pixelsAtOnce, this::forward);
  }

  @Override
  public void backward() {
    lanes.forEach(pixels, pixelsAtOnce, this::backward);
  }

  private void forward(int lane, int from, int to) {
    Rows rows = scratch[lane];
    for (int first = from; first < to; first += pixelsAtOnce) {
      int pixelCount = Math.min(pixelsAtOnce, to - first);
      int count = pixelCount * stride;
      load(rows, in.buffer(), first, pixelCount, rows.x);
      square(rows.x, rows.term, count + 2 * GAP);
      rows.sumNeighbours(rows.term, count);
      power(rows.sum, rows.power, count);
      normalize(rows.x, rows.power, rows.term, count);
      store(rows, rows.term, out.buffer(), first, pixelCount);
    }
  }

  private void backward(int lane, int from, int to) {
    Rows rows = scratch[lane];
    for (int first = from; first < to; first += pixelsAtOnce) {
      int pixelCount = Math.min(pixelsAtOnce, to - first);
      int count = pixelCount * stride;
      load(rows, in.buffer(), first, pixelCount, rows.x);
      load(rows, outGradient.buffer(), first, pixelCount, rows.g);
      square(rows.x, rows.term, count + 2 * GAP);
      rows.sumNeighbours(rows.term, count);
      power(rows.sum, rows.power, count);
      terms(rows.x, rows.g, rows.sum, rows.power, rows.term, count);
      rows.sumNeighbours(rows.term, count);
      gradient(rows, count);
      store(rows, rows.term, inGradient.buffer(), first, pixelCount);
    }
  }

  private static void square(float[] x, float[] square, int length) {
    for (int i = 0; i < length; i++) {
      square[i] = x[i] * x[i];
    }
  }

  /** Sums of squares become s, and the power s^-b. */
  private void power(float[] sum, float[] power, int count) {
    float constant = k;
    float factor = alpha;
    for (int i = 0; i < count; i++) {
      float s = constant + factor * sum[i];
      float root = (float) Math.sqrt(s);
      sum[i] = s;
      power[i] = 1f / (root * (float) Math.sqrt(root));
    }
  }

  private static void normalize(float[] x, float[] power, float[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i + GAP] = x[i + GAP] * power[i];
    }
  }

  private static void terms(
      float[] x, float[] g, float[] s, float[] power, float[] term, int count) {
    for (int i = 0; i < count; i++) {
      term[i + GAP] = g[i + GAP] * x[i + GAP] * power[i] / s[i];
    }
  }

  private void gradient(Rows rows, int count) {
    float factor = (float) (2 * alpha * LrnConvention.BETA);
    float[] x = rows.x;
    float[] g = rows.g;
    float[] sum = rows.sum;
    float[] power = rows.power;
    float[] result = rows.term;
    for (int i = 0; i < count; i++) {
      result[i + GAP] = g[i + GAP] * power[i] - factor * x[i + GAP] * sum[i];
    }
  }

  private void load(Rows rows, FloatBuffer source, int first, int count, float[] spread) {
    source.get(first * channels, rows.dense, 0, count * channels);
    for (int pixel = 0; pixel < count; pixel++) {
      System.arraycopy(rows.dense, pixel * channels, spread, GAP + pixel * stride, channels);
    }
  }

  private void store(Rows rows, float[] spread, FloatBuffer target, int first, int count) {
    for (int pixel = 0; pixel < count; pixel++) {
      System.arraycopy(spread, GAP + pixel * stride, rows.dense, pixel * channels, channels);
    }
    target.put(first * channels, rows.dense, 0, count * channels);
  }
}
