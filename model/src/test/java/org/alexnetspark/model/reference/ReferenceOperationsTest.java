package org.alexnetspark.model.reference;

import static org.alexnetspark.model.reference.Numbers.dot;
import static org.alexnetspark.model.reference.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.LrnConvention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The reference's gradients against central differences, in double precision. */
class ReferenceOperationsTest {

  @ParameterizedTest
  @CsvSource({"1,0,0", "2,0,0", "1,1,0", "4,0,3", "3,2,1"})
  void convolution(int stride, int padding, int farPadding) {
    var convolution =
        new ReferenceOperations.Convolution(2, 7, 3, 3, stride, padding, farPadding, 4);
    double[] x = normal(1, 2 * 7 * 7 * 3, 1);
    double[] w = normal(2, 4 * 3 * 3 * 3, 1);
    double[] b = normal(3, 4, 1);
    double[] dy = normal(4, convolution.forward(x, w, b).length, 1);

    check(x, v -> convolution.forward(v, w, b), dy, convolution.inputGradient(dy, w));
    check(w, v -> convolution.forward(x, v, b), dy, convolution.weightGradient(x, dy));
    check(b, v -> convolution.forward(x, w, v), dy, convolution.biasGradient(dy));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activation(Activation activation) {
    double[] x = normal(1, 100, 1);
    double[] dy = normal(2, 100, 1);

    check(
        x,
        v -> ReferenceOperations.activate(activation, v),
        dy,
        ReferenceOperations.activationGradient(activation, x, dy));
  }

  @ParameterizedTest
  @CsvSource({"1,PAPER", "2,PAPER", "5,CAFFE", "9,PAPER"})
  void normalization(int channels, LrnConvention convention) {
    // Numbers so large that the sum of squares outweighs the constant.
    double[] x = normal(1, 6 * channels, 100);
    double[] dy = normal(2, 6 * channels, 1);

    check(
        x,
        v -> ReferenceOperations.normalize(convention, channels, v),
        dy,
        ReferenceOperations.normalizationGradient(convention, channels, x, dy));
  }

  @ParameterizedTest
  @CsvSource({"3", "2"})
  void maxPooling(int window) {
    var pooling = new ReferenceOperations.MaxPooling(2, 7, 3, window, 2);
    double[] x = normal(1, 2 * 7 * 7 * 3, 1);
    double[] dy = normal(2, pooling.forward(x).length, 1);

    check(x, pooling::forward, dy, pooling.gradient(x, dy));
  }

  @Test
  void fullyConnected() {
    var layer = new ReferenceOperations.FullyConnected(3, 5, 4);
    double[] x = normal(1, 15, 1);
    double[] w = normal(2, 20, 1);
    double[] b = normal(3, 4, 1);
    double[] dy = normal(4, 12, 1);

    check(x, v -> layer.forward(v, w, b), dy, layer.inputGradient(dy, w));
    check(w, v -> layer.forward(x, v, b), dy, layer.weightGradient(x, dy));
    check(b, v -> layer.forward(x, w, v), dy, layer.biasGradient(dy));
  }

  @Test
  void crossEntropy() {
    double[] logits = normal(1, 15, 2);
    int[] labels = {4, 0, 2};

    check(
        logits,
        v -> ReferenceOperations.meanCrossEntropy(v, 5, labels),
        ReferenceOperations.crossEntropyGradient(logits, 5, labels));
  }

  private static void check(
      double[] at, Function<double[], double[]> function, double[] dy, double[] gradient) {
    check(at, v -> dot(function.apply(v), dy), gradient);
  }

  private static void check(double[] at, ToDoubleFunction<double[]> function, double[] gradient) {
    double[] differences = new double[at.length];
    double step = 1e-5;
    for (int i = 0; i < at.length; i++) {
      double[] moved = at.clone();
      moved[i] = at[i] + step;
      double above = function.applyAsDouble(moved);
      moved[i] = at[i] - step;
      double below = function.applyAsDouble(moved);
      differences[i] = (above - below) / (2 * step);
    }
    assertThat(Numbers.relativeError(gradient, differences)).isLessThan(1e-7);
  }
}
