package org.alexnetspark.model.specification;

import java.util.Optional;

/**
 * The paper's update (section 5): {@code v = momentum * v - weightDecay * learningRate * w -
 * learningRate * g; w = w + v}, g being the gradient averaged over the batch. The rate is inside
 * the buffer, so that a lowered rate acts on new gradients only. Biases do not decay.
 *
 * @param biasLearningRate of all biases, whatever the weights' is, as in the authors' source;
 *     empty: that of their layer's weights
 * @param layers where layers differ
 */
public record UpdateRule(
    float learningRate,
    float momentum,
    float weightDecay,
    Optional<Float> biasLearningRate,
    LayerRates layers) {

  /** The same for all layers, weights and biases. */
  public UpdateRule(float learningRate, float momentum, float weightDecay) {
    this(learningRate, momentum, weightDecay, Optional.empty(), LayerRates.EVEN);
  }

  /** The rate of a layer's weights. */
  public float weightRate(String layer) {
    return layers.rate(layer, learningRate);
  }

  /** The rate of a layer's biases. */
  public float biasRate(String layer) {
    return biasLearningRate.orElseGet(() -> weightRate(layer));
  }
}
