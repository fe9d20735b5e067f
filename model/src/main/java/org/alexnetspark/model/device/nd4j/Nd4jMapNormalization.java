package org.alexnetspark.model.device.nd4j;

import org.alexnetspark.model.device.Operation;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.device.Signal;
import org.alexnetspark.model.specification.MapNormalization;

/**
 * Normalisation inside maps, which ND4J does not have, as plain loops: image by image, the sums
 * over windows as sums over rows of sums over columns. With {@code s = k + alpha * sum of x^2} it
 * is {@code y = x s^-0.75}, and back {@code dx = dy s^-0.75 - 2 alpha 0.75 x * sum of (dy x
 * s^-1.75)}.
 */
final class Nd4jMapNormalization implements Operation {

  private static final int RADIUS = MapNormalization.RADIUS;

  private final Lanes lanes;
  private final Nd4jTensor in;
  private final Nd4jTensor out;
  private final Nd4jTensor inGradient;
  private final Nd4jTensor outGradient;
  private final Shape shape;
  private final float k;
  private final float alpha;
  private final Maps[] scratch;

  /** An image's maps and what is computed between. */
  private static final class Maps {
    final float[] x;
    final float[] g;
    final float[] terms;
    final float[] ofRows;
    final float[] sums;
    final float[] power;

    Maps(int length) {
      x = new float[length];
      g = new float[length];
      terms = new float[length];
      ofRows = new float[length];
      sums = new float[length];
      power = new float[length];
    }
  }

  Nd4jMapNormalization(
      Nd4jDevice device, Signal input, MapNormalization convention, Signal output) {
    lanes = device.lanes();
    in = Nd4jTensor.of(input.value());
    out = Nd4jTensor.of(output.value());
    inGradient = output.hasGradient() ? Nd4jTensor.of(input.gradient()) : null;
    outGradient = output.hasGradient() ? Nd4jTensor.of(output.gradient()) : null;
    shape = input.shape();
    k = (float) convention.k();
    alpha = (float) convention.alpha();
    scratch = new Maps[lanes.count()];
    for (int lane = 0; lane < scratch.length; lane++) {
      scratch[lane] = new Maps(shape.imageLength());
    }
  }

  @Override
  public void forward() {
    lanes.forEach(shape.batch(), 1, this::forward);
  }

  @Override
  public void backward() {
    lanes.forEach(shape.batch(), 1, this::backward);
  }

  private void forward(int lane, int from, int to) {
    Maps maps = scratch[lane];
    int length = shape.imageLength();
    for (int image = from; image < to; image++) {
      scale(maps, image);
      for (int i = 0; i < length; i++) {
        maps.terms[i] = maps.x[i] * maps.power[i];
      }
      out.buffer().put(image * length, maps.terms, 0, length);
    }
  }

  private void backward(int lane, int from, int to) {
    Maps maps = scratch[lane];
    int length = shape.imageLength();
    float factor = (float) (2 * MapNormalization.BETA) * alpha;
    for (int image = from; image < to; image++) {
      scale(maps, image);
      outGradient.buffer().get(image * length, maps.g, 0, length);
      for (int i = 0; i < length; i++) {
        maps.terms[i] = maps.g[i] * maps.x[i] * maps.power[i] / maps.sums[i];
      }
      sumWindows(maps);
      for (int i = 0; i < length; i++) {
        maps.terms[i] = maps.g[i] * maps.power[i] - factor * maps.x[i] * maps.sums[i];
      }
      inGradient.buffer().put(image * length, maps.terms, 0, length);
    }
  }

  /** Loads an image and computes s, where the sums are, and s^-0.75. */
  private void scale(Maps maps, int image) {
    int length = shape.imageLength();
    in.buffer().get(image * length, maps.x, 0, length);
    for (int i = 0; i < length; i++) {
      maps.terms[i] = maps.x[i] * maps.x[i];
    }
    sumWindows(maps);
    for (int i = 0; i < length; i++) {
      float s = k + alpha * maps.sums[i];
      float root = (float) Math.sqrt(s);
      maps.sums[i] = s;
      maps.power[i] = 1f / (root * (float) Math.sqrt(root));
    }
  }

  /** Sums of the terms over the window around each position. */
  private void sumWindows(Maps maps) {
    int rowLength = shape.width() * shape.channels();
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        addUp(
            maps.terms,
            row * rowLength,
            shape.channels(),
            column,
            shape.width(),
            maps.ofRows,
            shape.channels());
      }
    }
    for (int row = 0; row < shape.height(); row++) {
      addUp(maps.ofRows, 0, rowLength, row, shape.height(), maps.sums, rowLength);
    }
  }

  /** Adds up stretches of numbers: that of one place and those of the places around it. */
  private static void addUp(
      float[] from, int start, int distance, int place, int places, float[] to, int length) {
    int target = start + place * distance;
    int first = Math.max(0, place - RADIUS);
    int last = Math.min(places - 1, place + RADIUS);
    System.arraycopy(from, start + first * distance, to, target, length);
    for (int other = first + 1; other <= last; other++) {
      int source = start + other * distance;
      for (int i = 0; i < length; i++) {
        to[target + i] += from[source + i];
      }
    }
  }
}
