package org.alexnetspark.model.device;

import org.alexnetspark.model.specification.ParameterLayout.Range;

/**
 * Neighbouring parameters of a tower that are updated alike.
 *
 * @param range where they lie in the tower's vector
 * @param learningRate of {@link org.alexnetspark.model.specification.UpdateRule}
 * @param weightDecay likewise; 0 for biases
 */
public record Stretch(Range range, float learningRate, float weightDecay) {}
