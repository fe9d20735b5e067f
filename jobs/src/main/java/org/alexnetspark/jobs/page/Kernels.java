package org.alexnetspark.jobs.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.alexnetspark.model.specification.LayerSpecification;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.model.specification.ParameterLayout;

/** The first layer's kernels of one tower: small RGB pictures of weights. */
public final class Kernels {

  private final int count;
  private final int side;
  private final float[] weights;

  private Kernels(int count, int side, float[] weights) {
    this.count = count;
    this.side = side;
    this.weights = weights;
  }

  /**
   * Takes a copy of weights in the order [kernel][row][column][red, green, blue].
   *
   * @throws IllegalArgumentException if their number is another than count x side x side x 3
   */
  public static Kernels of(int count, int side, float[] weights) {
    if (weights.length != count * side * side * 3) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d kernels of %d x %d x 3 have %d weights, not %d",
              count,
              side,
              side,
              count * side * side * 3,
              weights.length));
    }
    return new Kernels(count, side, weights.clone());
  }

  /**
   * The first layer's kernels, tower by tower, as in the paper's figure 3.
   *
   * @param weights in the order of {@link ParameterLayout}
   */
  public static List<Kernels> ofFirstLayer(NetworkSpecification network, float[] weights) {
    ParameterLayout layout = new ParameterLayout(network);
    LayerSpecification first = layout.layers().get(0);
    return IntStream.range(0, layout.towers())
        .mapToObj(
            tower -> {
              ParameterLayout.Range range = layout.weights(tower, 0);
              return new Kernels(
                  first.outputChannels(tower),
                  first.kernel(),
                  Arrays.copyOfRange(weights, range.offset(), range.end()));
            })
        .toList();
  }

  public int count() {
    return count;
  }

  public int side() {
    return side;
  }

  float weight(int kernel, int row, int column, int channel) {
    return weights[((kernel * side + row) * side + column) * 3 + channel];
  }

  /** The largest |w| of a kernel. */
  float largest(int kernel) {
    float largest = 0;
    int size = side * side * 3;
    for (int i = kernel * size; i < (kernel + 1) * size; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    return largest;
  }
}
