package org.alexnetspark.preprocess.dataset;

/**
 * One row of a shard.
 *
 * @param id position of the photograph in the sorted listing of its split's input
 * @param label position of its class in {@link Dataset#classes()}
 * @param path where the photograph came from
 * @param pixels RGB, row by row, {@code imageSize * imageSize * 3} unsigned bytes
 */
public record ImageRecord(long id, int label, String path, byte[] pixels) {}
