package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Shape;
import org.alexnetspark.model.specification.Padding;

/**
 * Images cut into blocks of as many pixels each way as a convolution's stride: a block's pixels,
 * with their colours, become the channels of one place, and the convolution one of stride 1. Tensor
 * cores multiply eight channels at least: the three of conv1's pixels leave them idle, the 48 of
 * its blocks do not.
 *
 * @param side pixels of a block
 * @param count blocks of an image, each way: what the convolution reads
 * @param perKernel blocks that a kernel covers, each way, the last of them in part
 * @param kernel the kernels' side in pixels
 * @param before zero pixels before the first of an image, each way
 */
record PixelBlocks(int side, int count, int perKernel, int kernel, int before) {

  /** Those of images with some padding. */
  static PixelBlocks of(Shape images, Padding padding, ConvolutionGeometry convolution) {
    int stride = convolution.stride();
    int perKernel = (convolution.kernel() + stride - 1) / stride;
    int outputs = convolution.outputSize(images.size() + padding.total());
    return new PixelBlocks(
        stride, outputs + perKernel - 1, perKernel, convolution.kernel(), padding.near());
  }

  /** What the convolution of pixels is to blocks. */
  ConvolutionGeometry geometry() {
    return new ConvolutionGeometry(perKernel, 1, 0);
  }

  /** Images in blocks. */
  Shape shape(Shape images) {
    return new Shape(images.batch(), count, side * side * images.channels());
  }
}
