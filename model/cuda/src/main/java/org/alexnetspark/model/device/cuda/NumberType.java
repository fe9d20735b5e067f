package org.alexnetspark.model.device.cuda;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;

/** How numbers are stored. */
enum NumberType {
  FLOAT("float", Float.BYTES, cudnn.CUDNN_DATA_FLOAT, cudart.CUDA_R_32F),
  BF16("bf16", Short.BYTES, cudnn.CUDNN_DATA_BFLOAT16, cudart.CUDA_R_16BF);

  private final String inKernels;
  private final int bytes;
  private final int forCudnn;
  private final int forCublas;

  NumberType(String inKernels, int bytes, int forCudnn, int forCublas) {
    this.inKernels = inKernels;
    this.bytes = bytes;
    this.forCudnn = forCudnn;
    this.forCublas = forCublas;
  }

  /** Its name in kernels.cu. */
  String inKernels() {
    return inKernels;
  }

  int bytes() {
    return bytes;
  }

  int forCudnn() {
    return forCudnn;
  }

  int forCublas() {
    return forCublas;
  }
}
