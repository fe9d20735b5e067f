package org.alexnetspark.model;

/**
 * Images for one step. The arrays are read during the call that takes the batch and may be filled
 * anew afterwards.
 *
 * @param images count x crop x crop x 3 numbers (rows may follow that are not used): row, column,
 *     then red, green, blue; levels 0 to 255 less the mean image
 * @param labels a class index for every image
 * @param count how many images are in use, at least 1; the rest has no effect on anything
 */
public record Batch(float[] images, int[] labels, int count) {}
