package org.alexnetspark.jobs.run;

import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param round the round after which the weights were evaluated
 * @param split the split evaluated: train, val or test
 * @param views views averaged per image: 1 (the centre) or 10
 * @param loss mean cross-entropy over the split's images
 * @param top1 share of images, from 0 to 1, whose true class came first
 * @param top5 share of images, from 0 to 1, whose true class was among the first five
 * @param seconds wall-clock seconds by stage; usually only {@code evaluate}
 */
public record EvaluationMetrics(
    int round,
    String split,
    int views,
    double loss,
    double top1,
    double top5,
    Map<String, Double> seconds)
    implements MetricsLine {

  public EvaluationMetrics {
    seconds = RoundMetrics.inOrder(seconds);
  }
}
