package org.alexnetspark.model.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.alexnetspark.model.device.DeviceChoice.Precision;
import org.alexnetspark.model.device.cuda.Algorithm.Direction;
import org.alexnetspark.model.device.cuda.Algorithm.Measured;
import org.alexnetspark.model.device.cuda.Algorithm.Problem;
import org.bytedeco.cuda.global.cudnn;
import org.junit.jupiter.api.Test;

class AlgorithmTest {

  private static final int WORKED = cudnn.CUDNN_STATUS_SUCCESS;
  private static final Problem EXACT = problem(1, Precision.FP32);
  private static final Problem ROUNDED = problem(2, Precision.TF32);

  private static Problem problem(int batch, Precision precision) {
    return new Problem(
        0, Direction.FORWARD, batch, 13, 192, 3, 1, 1, 128, Arithmetic.of(precision));
  }

  private static Measured measured(int number, int math, float milliseconds) {
    return new Measured(new Algorithm(number, math), WORKED, milliseconds, true);
  }

  @Test
  void theFastestThatServesIsTaken() {
    List<Measured> all =
        List.of(
            new Measured(new Algorithm(1, 0), cudnn.CUDNN_STATUS_NOT_SUPPORTED, -1, true),
            new Measured(new Algorithm(2, 0), WORKED, 1, false),
            measured(4, cudnn.CUDNN_DEFAULT_MATH, 4),
            measured(5, cudnn.CUDNN_TENSOR_OP_MATH, 3));

    assertThat(Algorithm.fastest(ROUNDED, all))
        .isEqualTo(new Algorithm(5, cudnn.CUDNN_TENSOR_OP_MATH));
  }

  @Test
  void exactMeansThatNoFactorIsRounded() {
    List<Measured> all =
        List.of(
            measured(1, cudnn.CUDNN_TENSOR_OP_MATH, 1),
            measured(2, cudnn.CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION, 2),
            measured(3, cudnn.CUDNN_DEFAULT_MATH, 3),
            measured(4, cudnn.CUDNN_FMA_MATH, 4));

    assertThat(Algorithm.fastest(EXACT, all)).isEqualTo(new Algorithm(3, cudnn.CUDNN_FMA_MATH));
  }

  @Test
  void noneIsAnErrorThatNamesTheProblem() {
    assertThatThrownBy(() -> Algorithm.fastest(EXACT, List.of()))
        .hasMessageContaining("no deterministic algorithm")
        .hasMessageContaining("inputChannels=192");
  }

  @Test
  void aProblemIsMeasuredColdAndWarmAndNotAgain() {
    List<String> calls = new ArrayList<>();
    Supplier<List<Measured>> measure =
        () -> {
          calls.add("measured");
          return List.of(measured(calls.size(), cudnn.CUDNN_FMA_MATH, 10f / calls.size()));
        };
    Problem problem = problem(12345, Precision.FP32);

    Algorithm first = Algorithm.of(problem, measure);

    assertThat(first.number()).isEqualTo(2);
    assertThat(Algorithm.of(problem, measure)).isEqualTo(first);
    assertThat(Algorithm.of(problem(12346, Precision.FP32), measure).number()).isEqualTo(4);
  }
}
