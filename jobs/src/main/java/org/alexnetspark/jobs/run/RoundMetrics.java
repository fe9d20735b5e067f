package org.alexnetspark.jobs.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one round of training did.
 *
 * @param round the round, counted from 1
 * @param epoch the epoch in which the round ended, counted from 1
 * @param images training images used since the run began, over all workers
 * @param loss mean cross-entropy over the round's images, over all workers
 * @param learningRate the rate that the round used
 * @param imagesPerSecond the round's images divided by its wall-clock time
 * @param seconds wall-clock seconds by stage (broadcast, train, average, ...), in the stages' order
 * @param layers by layer's name: how large the averaged weights are and how far the round moved
 *     them
 * @param top1 share of the round's images, from 0 to 1, that were guessed right when they were
 *     used, with dropout and on the augmented view; null where nobody counted them
 * @param phase what a hand-made schedule had set; null where the schedule is another
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoundMetrics(
    int round,
    int epoch,
    long images,
    double loss,
    double learningRate,
    double imagesPerSecond,
    Map<String, Double> seconds,
    Map<String, LayerMagnitudes> layers,
    Double top1,
    String phase)
    implements MetricsLine {

  /**
   * The size of a layer's weights (not its biases).
   *
   * @param meanWeight mean of |w| after the round
   * @param meanChange mean of |w after the round - w before it|
   */
  public record LayerMagnitudes(double meanWeight, double meanChange) {}

  public RoundMetrics {
    seconds = inOrder(seconds);
    layers = inOrder(layers);
  }

  /** An unmodifiable copy that, other than {@link Map#copyOf}, keeps the order. */
  static <V> Map<String, V> inOrder(Map<String, V> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
