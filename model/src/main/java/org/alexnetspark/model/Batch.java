package org.alexnetspark.model;

import org.alexnetspark.model.input.Images;
import org.alexnetspark.model.input.ReadyImages;

/**
 * Images for one step. They are read during the call that takes the batch; arrays may be filled
 * anew afterwards.
 *
 * @param images at least count; those that follow are not used
 * @param labels a class index for every image
 * @param count how many images are in use, at least 1; the rest has no effect on anything
 */
public record Batch(Images images, int[] labels, int count) {

  /**
   * A batch that the host has prepared.
   *
   * @param images as {@link Images#numbers}
   */
  public Batch(float[] images, int[] labels, int count) {
    this(new ReadyImages(images), labels, count);
  }
}
