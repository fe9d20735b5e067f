package org.alexnetspark.model.device.cuda;

import org.alexnetspark.model.device.ConvolutionGeometry;
import org.alexnetspark.model.device.Shape;
import org.bytedeco.cuda.cudnn.cudnnConvolutionStruct;
import org.bytedeco.cuda.cudnn.cudnnFilterStruct;
import org.bytedeco.cuda.cudnn.cudnnTensorStruct;
import org.bytedeco.cuda.global.cudnn;

/** Says to cuDNN how tensors lie in memory; what is made here lives until the context is closed. */
@SuppressWarnings("deprecation") // cuDNN 9 prefers its graphs to these calls; docs/cuda.md weighs
final class Descriptors {

  private final CudaContext context;

  Descriptors(CudaContext context) {
    this.context = context;
  }

  /** Maps, channels last. cuDNN takes the sizes in its own order, whatever the layout. */
  cudnnTensorStruct maps(CudaTensor tensor) {
    Shape shape = tensor.shape();
    cudnnTensorStruct descriptor = tensor();
    Check.cudnn(
        cudnn.cudnnSetTensor4dDescriptor(
            descriptor,
            cudnn.CUDNN_TENSOR_NHWC,
            tensor.type().forCudnn(),
            shape.batch(),
            shape.channels(),
            shape.size(),
            shape.size()),
        "cudnnSetTensor4dDescriptor");
    return descriptor;
  }

  /** Vectors: each number is a channel of a map of one pixel. */
  cudnnTensorStruct vectors(CudaTensor tensor) {
    cudnnTensorStruct descriptor = tensor();
    Check.cudnn(
        cudnn.cudnnSetTensor4dDescriptor(
            descriptor,
            cudnn.CUDNN_TENSOR_NCHW,
            tensor.type().forCudnn(),
            tensor.shape().batch(),
            tensor.shape().imageLength(),
            1,
            1),
        "cudnnSetTensor4dDescriptor");
    return descriptor;
  }

  /** Weights [kernel, row, column, channel]. */
  cudnnFilterStruct kernels(NumberType type, int kernels, int side, int channels) {
    cudnnFilterStruct descriptor = new cudnnFilterStruct();
    Check.cudnn(cudnn.cudnnCreateFilterDescriptor(descriptor), "cudnnCreateFilterDescriptor");
    context.atClose(() -> cudnn.cudnnDestroyFilterDescriptor(descriptor));
    Check.cudnn(
        cudnn.cudnnSetFilter4dDescriptor(
            descriptor, type.forCudnn(), cudnn.CUDNN_TENSOR_NHWC, kernels, channels, side, side),
        "cudnnSetFilter4dDescriptor");
    return descriptor;
  }

  /** A convolution as networks mean it, which mathematics calls a cross-correlation. */
  cudnnConvolutionStruct convolution(ConvolutionGeometry geometry, int math) {
    cudnnConvolutionStruct descriptor = new cudnnConvolutionStruct();
    Check.cudnn(
        cudnn.cudnnCreateConvolutionDescriptor(descriptor), "cudnnCreateConvolutionDescriptor");
    context.atClose(() -> cudnn.cudnnDestroyConvolutionDescriptor(descriptor));
    Check.cudnn(
        cudnn.cudnnSetConvolution2dDescriptor(
            descriptor,
            geometry.padding(),
            geometry.padding(),
            geometry.stride(),
            geometry.stride(),
            1,
            1,
            cudnn.CUDNN_CROSS_CORRELATION,
            cudnn.CUDNN_DATA_FLOAT),
        "cudnnSetConvolution2dDescriptor");
    Check.cudnn(cudnn.cudnnSetConvolutionMathType(descriptor, math), "cudnnSetConvolutionMathType");
    return descriptor;
  }

  private cudnnTensorStruct tensor() {
    cudnnTensorStruct descriptor = new cudnnTensorStruct();
    Check.cudnn(cudnn.cudnnCreateTensorDescriptor(descriptor), "cudnnCreateTensorDescriptor");
    context.atClose(() -> cudnn.cudnnDestroyTensorDescriptor(descriptor));
    return descriptor;
  }
}
