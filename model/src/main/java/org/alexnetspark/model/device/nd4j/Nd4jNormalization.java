package org.alexnetspark.model.device.nd4j;

import java.nio.FloatBuffer;
import org.alexnetspark.model.LrnConvention;
import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Signal;

/**
 * Local response normalisation as plain loops. ND4J's lrn_bp is wrong (it multiplies the
 * neighbours' terms by the centre's gradient where each neighbour's own belongs) and fifteen times
 * slower than these.
 *
 * <p>Rows of channels are laid out with {@link LrnConvention#RADIUS} zeros between them, so that
 * one loop without a condition runs over the channels of many pixels. With s the denominator before
 * its exponent: {@code y = x s^-b} and {@code dx_i = g_i s_i^-b - 2 a b x_i sum_j g_j x_j
 * s_j^(-b-1)}, j over the neighbours of i; b = 3/4 is two square roots.
 */
final class Nd4jNormalization implements Operation {

  private static final int GAP = LrnConvention.RADIUS;

  /** Scratch of one lane. */
  private static final class Rows {
    final float[] x;
    final float[] g;
    final float[] square;
    final float[] scale;
    final float[] term;
    final float[] result;

    Rows(int length) {
      x = new float[length];
      g = new float[length];
      square = new float[length];
      scale = new float[length];
      term = new float[length];
      result = new float[length];
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
    inGradient = Nd4jTensor.of(input.gradient());
    outGradient = Nd4jTensor.of(output.gradient());
    channels = input.shape().channels();
    stride = channels + GAP;
    pixels = input.shape().length() / channels;
    pixelsAtOnce = Math.max(1, Lanes.PIECE / stride);
    k = (float) convention.k();
    alpha = (float) convention.alpha();
    scratch = new Rows[lanes.count()];
    for (int lane = 0; lane < scratch.length; lane++) {
      scratch[lane] = new Rows(2 * GAP + pixelsAtOnce * stride);
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
      int count = Math.min(pixelsAtOnce, to - first);
      int end = GAP + count * stride;
      load(in.buffer(), first, count, rows.x);
      square(rows.x, rows.square, end);
      normalize(rows.x, rows.square, rows.result, end);
      store(rows.result, out.buffer(), first, count);
    }
  }

  private void backward(int lane, int from, int to) {
    Rows rows = scratch[lane];
    for (int first = from; first < to; first += pixelsAtOnce) {
      int count = Math.min(pixelsAtOnce, to - first);
      int end = GAP + count * stride;
      load(in.buffer(), first, count, rows.x);
      load(outGradient.buffer(), first, count, rows.g);
      square(rows.x, rows.square, end);
      terms(rows, end);
      gradient(rows, end);
      store(rows.result, inGradient.buffer(), first, count);
    }
  }

  private static void square(float[] x, float[] square, int end) {
    for (int i = GAP; i < end; i++) {
      square[i] = x[i] * x[i];
    }
  }

  private void normalize(float[] x, float[] square, float[] y, int end) {
    float constant = k;
    float factor = alpha;
    for (int i = GAP; i < end; i++) {
      float sum = square[i - 2] + square[i - 1] + square[i] + square[i + 1] + square[i + 2];
      float root = (float) Math.sqrt(constant + factor * sum);
      y[i] = x[i] / (root * (float) Math.sqrt(root));
    }
  }

  private void terms(Rows rows, int end) {
    float constant = k;
    float factor = alpha;
    float[] square = rows.square;
    float[] scale = rows.scale;
    float[] term = rows.term;
    float[] x = rows.x;
    float[] g = rows.g;
    for (int i = GAP; i < end; i++) {
      float sum = square[i - 2] + square[i - 1] + square[i] + square[i + 1] + square[i + 2];
      float s = constant + factor * sum;
      float root = (float) Math.sqrt(s);
      float power = 1f / (root * (float) Math.sqrt(root));
      scale[i] = power;
      term[i] = g[i] * x[i] * power / s;
    }
  }

  private void gradient(Rows rows, int end) {
    float factor = (float) (2 * alpha * LrnConvention.BETA);
    float[] scale = rows.scale;
    float[] term = rows.term;
    float[] x = rows.x;
    float[] g = rows.g;
    float[] result = rows.result;
    for (int i = GAP; i < end; i++) {
      float sum = term[i - 2] + term[i - 1] + term[i] + term[i + 1] + term[i + 2];
      result[i] = g[i] * scale[i] - factor * x[i] * sum;
    }
  }

  private void load(FloatBuffer source, int first, int count, float[] rows) {
    for (int pixel = 0; pixel < count; pixel++) {
      source.get((first + pixel) * channels, rows, GAP + pixel * stride, channels);
    }
  }

  private void store(float[] rows, FloatBuffer target, int first, int count) {
    for (int pixel = 0; pixel < count; pixel++) {
      target.put((first + pixel) * channels, rows, GAP + pixel * stride, channels);
    }
  }
}
