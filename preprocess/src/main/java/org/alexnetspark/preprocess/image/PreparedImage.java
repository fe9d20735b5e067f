package org.alexnetspark.preprocess.image;

/**
 * A photograph made ready for the network.
 *
 * @param size side in pixels
 * @param pixels RGB, row by row, {@code size * size * 3} unsigned bytes
 * @param sourceWidth of the photograph in pixels, upright
 * @param sourceHeight of the photograph in pixels, upright
 */
public record PreparedImage(int size, byte[] pixels, int sourceWidth, int sourceHeight) {}
