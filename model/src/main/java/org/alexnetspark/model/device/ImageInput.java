package org.alexnetspark.model.device;

/**
 * The images of a batch on the device. It is more than a tensor because the first convolution alone
 * reads it and wants no gradient: a device may pad, reorder or (with 8-bit pixels) augment here.
 */
public interface ImageInput {

  /**
   * Takes a batch from the host. The images that are missing from a full batch become zeros.
   *
   * @param images [image, row, column, channel]
   * @param count images in use
   */
  void write(float[] images, int count);
}
