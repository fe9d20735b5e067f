package org.alexnetspark.model.input;

/**
 * Images that the host has prepared.
 *
 * @param numbers as {@link Images} wants them
 */
public record ReadyImages(float[] numbers) implements Images {
  @Override
  public int count(int length) {
    return numbers.length / length;
  }
}
