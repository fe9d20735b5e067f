package org.alexnetspark.model.device.cuda;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.global.cudart;

/**
 * How one tower reads a tensor that may be the other's.
 *
 * @param address where the numbers can be read
 * @param arrive queues what has to happen before: waiting for the other's stream, copying
 */
record Access(Address address, Runnable arrive) {

  /** The way from one tower's memory to the other's kernels. */
  enum Way {
    /** Its own memory. */
    OWN,
    /** The same GPU, or one whose memory can be read directly. */
    DIRECT,
    /** A copy, which CUDA takes through the host. */
    COPY;

    static Way between(boolean sameTower, boolean sameGpu, boolean readable) {
      if (sameTower) {
        return OWN;
      }
      return sameGpu || readable ? DIRECT : COPY;
    }
  }

  static Access of(CudaContext reader, CudaTensor tensor) {
    CudaContext owner = tensor.context();
    boolean sameGpu = owner.gpu() == reader.gpu();
    boolean readable = !sameGpu && owner != reader && makeReadable(reader.gpu(), owner.gpu());
    return switch (Way.between(owner == reader, sameGpu, readable)) {
      case OWN -> new Access(tensor.address(), () -> {});
      case DIRECT -> new Access(tensor.address(), waiting(reader, owner));
      case COPY -> copied(reader, tensor);
    };
  }

  /**
   * The other has queued all that makes the tensor before the towers met; what it queued meanwhile
   * is waited for too, which costs little and cannot be waited for in a circle: each waits for what
   * the other had queued at some time before.
   */
  private static Runnable waiting(CudaContext reader, CudaContext owner) {
    CUevent_st mark = reader.eventOf(owner.gpu());
    return () -> reader.await(reader.stream(), owner.stream(), mark);
  }

  private static Access copied(CudaContext reader, CudaTensor tensor) {
    Address copy = reader.allocate(tensor.bytes());
    Runnable waiting = waiting(reader, tensor.context());
    int owner = tensor.context().gpu();
    return new Access(
        copy,
        () -> {
          waiting.run();
          Check.runtime(
              cudart.cudaMemcpyPeerAsync(
                  copy, reader.gpu(), tensor.address(), owner, tensor.bytes(), reader.stream()),
              "cudaMemcpyPeerAsync");
        });
  }

  private static boolean makeReadable(int reader, int owner) {
    int[] possible = new int[1];
    Check.runtime(
        cudart.cudaDeviceCanAccessPeer(possible, reader, owner), "cudaDeviceCanAccessPeer");
    if (possible[0] == 0) {
      return false;
    }
    int status = cudart.cudaDeviceEnablePeerAccess(owner, 0);
    if (status == cudart.cudaErrorPeerAccessAlreadyEnabled) {
      // The runtime keeps the error for whoever asks next.
      cudart.cudaGetLastError();
    } else {
      Check.runtime(status, "cudaDeviceEnablePeerAccess");
    }
    return true;
  }
}
