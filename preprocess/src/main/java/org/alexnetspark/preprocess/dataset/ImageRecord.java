package org.alexnetspark.preprocess.dataset;

import org.alexnetspark.preprocess.image.RgbImage;

/**
 * One row of a shard.
 *
 * @param id position of the photograph in the sorted listing of its split's input
 * @param label position of its class in {@link Dataset#classes()}
 * @param path where the photograph came from
 * @param image as it is stored: a square of {@link Dataset#imageSize()}, or, where the dataset's
 *     framing is whole, of whatever proportions with that shorter side
 */
public record ImageRecord(long id, int label, String path, RgbImage image) {}
