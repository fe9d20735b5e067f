package org.alexnetspark.model.device;

/**
 * How kernels are laid over maps.
 *
 * @param kernel side of the kernels
 * @param stride distance between positions
 * @param padding zero pixels on every side
 */
public record ConvolutionGeometry(int kernel, int stride, int padding) {

  /** Side of the output maps. */
  public int outputSize(int inputSize) {
    return (inputSize + 2 * padding - kernel) / stride + 1;
  }
}
