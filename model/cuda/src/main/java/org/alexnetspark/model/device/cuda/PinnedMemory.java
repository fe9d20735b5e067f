package org.alexnetspark.model.device.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Page-locked memory of the host. Copies out of it and into it run while the host does something
 * else; {@link #await} waits for those that were marked.
 */
final class PinnedMemory {

  private final BytePointer bytes;
  private final CUevent_st copied;

  PinnedMemory(CudaContext context, long length) {
    Pointer fresh = new Pointer();
    int status = cudart.cudaMallocHost(fresh, length);
    if (status == cudart.cudaErrorMemoryAllocation) {
      cudart.cudaGetLastError();
      throw new IllegalStateException(
          "the host has no " + length + " bytes of memory left that can be page-locked");
    }
    Check.runtime(status, "cudaMallocHost");
    bytes = new BytePointer(fresh).capacity(length);
    context.atClose(() -> cudart.cudaFreeHost(fresh));
    copied = context.event();
  }

  /** In the order of the host's numbers, which is the GPU's. */
  ByteBuffer bytes() {
    return bytes.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  FloatBuffer floats() {
    return bytes().asFloatBuffer();
  }

  IntBuffer ints() {
    return bytes().asIntBuffer();
  }

  /** Queues a copy of the bytes from an offset on to the GPU. */
  void send(long offset, long length, Pointer target, CUstream_st stream) {
    Check.runtime(
        cudart.cudaMemcpyAsync(
            target, bytes.getPointer(offset), length, cudart.cudaMemcpyHostToDevice, stream),
        "cudaMemcpyAsync");
  }

  /** Queues a copy from the GPU to an offset. */
  void receive(long offset, long length, Pointer source, CUstream_st stream) {
    Check.runtime(
        cudart.cudaMemcpyAsync(
            bytes.getPointer(offset), source, length, cudart.cudaMemcpyDeviceToHost, stream),
        "cudaMemcpyAsync");
  }

  /** Marks the copies that were queued on a stream so far. */
  void mark(CUstream_st stream) {
    Check.runtime(cudart.cudaEventRecord(copied, stream), "cudaEventRecord");
  }

  /** Waits for the marked copies; for nothing if none were marked. */
  void await() {
    Check.runtime(cudart.cudaEventSynchronize(copied), "cudaEventSynchronize");
  }
}
