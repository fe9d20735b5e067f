package org.alexnetspark.model.input;

import java.util.List;

/**
 * Images that are still to be prepared, a quarter of the bytes of {@link ReadyImages}: for devices
 * that do it faster than the host. For others the host does it when it is asked for the numbers.
 *
 * @param preparation the same for all of them
 */
public record ViewedImages(Preparation preparation, List<ViewedImage> images) implements Images {

  public ViewedImages {
    images = List.copyOf(images);
  }

  @Override
  public float[] numbers() {
    float[] numbers = new float[images.size() * preparation.length()];
    preparation.prepare(images, numbers, 0);
    return numbers;
  }

  @Override
  public int count(int length) {
    return length == preparation.length() ? images.size() : 0;
  }
}
