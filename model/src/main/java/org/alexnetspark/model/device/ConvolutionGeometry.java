package org.alexnetspark.model.device;

/**
 * How kernels are laid over maps.
 *
 * @param kernel side of the kernels
 * @param stride distance between positions
 * @param padding zero pixels on every side
 */
public record ConvolutionGeometry(int kernel, int stride, int padding) {

  /**
   * This, for images, which bring their own padding.
   *
   * @throws IllegalArgumentException if there is padding here too
   */
  public ConvolutionGeometry requireUnpadded() {
    if (padding != 0) {
      throw new IllegalArgumentException(
          "a convolution of images is padded by " + padding + ", but images bring their padding");
    }
    return this;
  }

  /** Side of the output maps. */
  public int outputSize(int inputSize) {
    return (inputSize + 2 * padding - kernel) / stride + 1;
  }
}
