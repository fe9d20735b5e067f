package org.alexnetspark.model.specification;

/**
 * The paper's update (section 5): {@code v = momentum * v - weightDecay * learningRate * w -
 * learningRate * g; w = w + v}, g being the gradient averaged over the batch. The rate is inside
 * the buffer, so that a lowered rate acts on new gradients only. Biases do not decay.
 */
public record UpdateRule(float learningRate, float momentum, float weightDecay) {}
