package org.alexnetspark.model.device.cuda;

import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.BytePointer;

/** Turns the libraries' status numbers into errors of one line. */
final class Check {

  private Check() {}

  /** Of a call of the CUDA runtime. */
  static void runtime(int status, String call) {
    if (status != cudart.cudaSuccess) {
      throw failure(call, cudart.cudaGetErrorString(status), status);
    }
  }

  /** Of a call of the driver. */
  static void driver(int status, String call) {
    if (status != cudart.CUDA_SUCCESS) {
      BytePointer words = new BytePointer();
      cudart.cuGetErrorString(status, words);
      throw failure(call, words, status);
    }
  }

  static void cudnn(int status, String call) {
    if (status != cudnn.CUDNN_STATUS_SUCCESS) {
      throw failure(call, cudnn.cudnnGetErrorString(status), status);
    }
  }

  static void cublas(int status, String call) {
    if (status != cublas.CUBLAS_STATUS_SUCCESS) {
      throw failure(call, cublas.cublasGetStatusString(status), status);
    }
  }

  static void nvrtc(int status, String call) {
    if (status != nvrtc.NVRTC_SUCCESS) {
      throw failure(call, nvrtc.nvrtcGetErrorString(status), status);
    }
  }

  private static IllegalStateException failure(String call, BytePointer words, int status) {
    String text = words == null || words.isNull() ? "no words for it" : words.getString();
    return new IllegalStateException(call + " failed: " + text + " (status " + status + ")");
  }
}
