package org.alexnetspark.model.device;

/**
 * The weights and biases of one layer, with their gradients: a part of a {@link ParameterVector}.
 */
public interface Parameters {}
