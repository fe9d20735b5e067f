package org.alexnetspark.model.device.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * One tower's part of a GPU: its streams, the libraries' handles and all of its memory, which live
 * until it is closed. Made, used and closed by the tower's thread.
 */
final class CudaContext implements AutoCloseable {

  private final int gpu;
  private final Capability capability;
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final CUstream_st stream;
  private final CUstream_st uploads;
  private final cudnnContext cudnnHandle = new cudnnContext();
  private final cublasContext cublasHandle = new cublasContext();
  private final FloatPointer one;
  private final FloatPointer zero;
  private final Map<Pack, Kernels> kernels = new HashMap<>();
  private Address workspace = Address.NONE;
  private long workspaceBytes;
  private Transfer transfer;

  /**
   * Takes a GPU for the calling thread.
   *
   * @throws IllegalArgumentException if the GPU lacks the capability
   */
  CudaContext(int gpu, Capability least) {
    this.gpu = gpu;
    Check.runtime(cudart.cudaSetDevice(gpu), "cudaSetDevice");
    capability = Capability.of(gpu);
    if (!capability.reaches(least)) {
      throw new IllegalArgumentException(
          "the precision needs a GPU of compute capability "
              + least
              + "; GPU "
              + gpu
              + " has "
              + capability
              + " and computes in fp32");
    }
    try {
      stream = newStream();
      uploads = newStream();
      Check.cudnn(cudnn.cudnnCreate(cudnnHandle), "cudnnCreate");
      closing.push(() -> cudnn.cudnnDestroy(cudnnHandle));
      Check.cudnn(cudnn.cudnnSetStream(cudnnHandle, stream), "cudnnSetStream");
      Check.cublas(cublas.cublasCreate_v2(cublasHandle), "cublasCreate");
      closing.push(() -> cublas.cublasDestroy_v2(cublasHandle));
      Check.cublas(cublas.cublasSetStream_v2(cublasHandle, stream), "cublasSetStream");
      one = own(new FloatPointer(1f));
      zero = own(new FloatPointer(0f));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  int gpu() {
    return gpu;
  }

  Capability capability() {
    return capability;
  }

  /** Where everything is queued that computes. */
  CUstream_st stream() {
    return stream;
  }

  /** Where copies from the host may run ahead of what computes. */
  CUstream_st uploads() {
    return uploads;
  }

  cudnnContext cudnn() {
    return cudnnHandle;
  }

  cublasContext cublas() {
    return cublasHandle;
  }

  /** The factor of results in the libraries' "alpha result + beta target". */
  Pointer one() {
    return one;
  }

  /** The factor of what was there before: it is overwritten, even if it is no number. */
  Pointer zero() {
    return zero;
  }

  /** Those of kernels.cu whose threads take one number each. */
  Kernels kernels(NumberType type) {
    return kernels(new Pack(type, 1));
  }

  /** Those whose threads take packs of neighbouring numbers. */
  Kernels kernels(Pack pack) {
    return kernels.computeIfAbsent(pack, any -> new Kernels(this, any));
  }

  /** Keeps a small object of the host until the end. */
  <P extends Pointer> P own(P pointer) {
    closing.push(pointer::deallocate);
    return pointer;
  }

  /** Has something done at the end, before what was to be done then already. */
  void atClose(Runnable action) {
    closing.push(action);
  }

  /**
   * Memory of the GPU, filled with zeros.
   *
   * @throws IllegalStateException if there is too little, with what is needed and what is free
   */
  Address allocate(long bytes) {
    Pointer fresh = new Pointer();
    int status = cudart.cudaMalloc(fresh, bytes);
    if (status == cudart.cudaErrorMemoryAllocation) {
      // The runtime keeps the error for whoever asks next.
      cudart.cudaGetLastError();
      throw new IllegalStateException(tooLittleMemory(bytes));
    }
    Check.runtime(status, "cudaMalloc");
    Address memory = new Address(fresh.address());
    closing.push(() -> cudart.cudaFree(memory));
    Check.runtime(cudart.cudaMemsetAsync(memory, 0, bytes, stream), "cudaMemsetAsync");
    return memory;
  }

  /** Page-locked memory of the host, from which copies run by themselves. */
  PinnedMemory pinned(long bytes) {
    return new PinnedMemory(this, bytes);
  }

  /**
   * Makes the workspace as large as an operation may need it. What is outgrown is given back at the
   * end: the first convolution, with the largest maps, is the first to ask.
   */
  void reserveWorkspace(long bytes) {
    if (bytes > workspaceBytes) {
      workspace = allocate(bytes);
      workspaceBytes = bytes;
    }
  }

  /** What a call of cuDNN may use while it runs: the same for all, because they run in a row. */
  Address workspace() {
    return workspace;
  }

  long workspaceBytes() {
    return workspaceBytes;
  }

  /** The way for numbers that the host waits for. */
  Transfer transfer() {
    if (transfer == null) {
      transfer = new Transfer(this);
    }
    return transfer;
  }

  /** A mark for a stream of this GPU. */
  CUevent_st event() {
    return eventOf(gpu);
  }

  /** A mark for a stream of any GPU. */
  CUevent_st eventOf(int owner) {
    CUevent_st event = new CUevent_st();
    Check.runtime(cudart.cudaSetDevice(owner), "cudaSetDevice");
    try {
      Check.runtime(
          cudart.cudaEventCreateWithFlags(event, cudart.cudaEventDisableTiming), "cudaEventCreate");
    } finally {
      Check.runtime(cudart.cudaSetDevice(gpu), "cudaSetDevice");
    }
    closing.push(() -> cudart.cudaEventDestroy(event));
    return event;
  }

  /** Lets one stream go on only when another has come as far as it is now. */
  void await(CUstream_st waiting, CUstream_st leading, CUevent_st mark) {
    mark(leading, mark);
    waitFor(waiting, mark);
  }

  /** Marks how far a stream is now. */
  void mark(CUstream_st leading, CUevent_st mark) {
    Check.runtime(cudart.cudaEventRecord(mark, leading), "cudaEventRecord");
  }

  /** Lets a stream go on only when the mark is reached; at once if nothing was ever marked. */
  void waitFor(CUstream_st waiting, CUevent_st mark) {
    Check.runtime(cudart.cudaStreamWaitEvent(waiting, mark, 0), "cudaStreamWaitEvent");
  }

  /** Waits until all that was queued has been done. */
  void synchronize() {
    Check.runtime(cudart.cudaStreamSynchronize(stream), "cudaStreamSynchronize");
  }

  /** Gives everything back, what came last first; errors have been told where they arose. */
  @Override
  public void close() {
    cudart.cudaSetDevice(gpu);
    if (stream != null) {
      cudart.cudaStreamSynchronize(stream);
    }
    closing.forEach(Runnable::run);
    closing.clear();
  }

  private CUstream_st newStream() {
    CUstream_st fresh = new CUstream_st();
    Check.runtime(
        cudart.cudaStreamCreateWithFlags(fresh, cudart.cudaStreamNonBlocking), "cudaStreamCreate");
    closing.push(() -> cudart.cudaStreamDestroy(fresh));
    return fresh;
  }

  private String tooLittleMemory(long bytes) {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      cudart.cudaMemGetInfo(free, total);
      return String.format(
          Locale.ROOT,
          "GPU %d has too little memory: %.0f MB more are needed, %.0f of its %.0f MB are free; "
              + "a smaller batch needs less",
          gpu,
          bytes / 1e6,
          free.get() / 1e6,
          total.get() / 1e6);
    }
  }
}
