package org.alexnetspark.model.device;

import org.alexnetspark.model.input.Images;

/**
 * The images of a batch on the device. It is more than a tensor because the first convolution alone
 * reads it and wants no gradient: a device may pad, reorder or prepare them here.
 */
public interface ImageInput {

  /**
   * Takes a batch from the host. The images that are missing from a full batch become zeros.
   *
   * @param images [image, row, column, channel]
   * @param count images in use
   */
  void write(float[] images, int count);

  /**
   * Takes a batch in whatever form the host has it. The numbers are the same bits whoever makes
   * them: the host, by default, or a device that can do it itself.
   *
   * @param count images in use
   */
  default void write(Images images, int count) {
    write(images.numbers(), count);
  }
}
