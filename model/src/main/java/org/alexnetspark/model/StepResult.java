package org.alexnetspark.model;

/**
 * What a training step saw, before its update.
 *
 * @param loss mean cross-entropy over the batch, natural logarithm
 * @param correct images whose most probable class was the right one
 * @param count images in the batch
 */
public record StepResult(double loss, int correct, int count) {}
