package org.alexnetspark.preprocess.dataset;

/**
 * What {@link ShardWriter} stores of an image.
 *
 * @param id position of the photograph in the sorted listing of its split's input
 * @param label position of its class in {@link Dataset#classes()}
 * @param synset of its class
 * @param path where the photograph came from
 * @param sourceWidth of the photograph in pixels, upright
 * @param sourceHeight of the photograph in pixels, upright
 * @param width of the stored image in pixels
 * @param height of the stored image in pixels
 * @param bgr blue, green, red, row by row
 */
public record ShardRow(
    long id,
    int label,
    String synset,
    String path,
    int sourceWidth,
    int sourceHeight,
    int width,
    int height,
    byte[] bgr) {}
