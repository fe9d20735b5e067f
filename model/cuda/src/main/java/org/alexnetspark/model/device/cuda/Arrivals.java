package org.alexnetspark.model.device.cuda;

import org.bytedeco.cuda.cudart.CUevent_st;

/**
 * Where batches arrive on the GPU before they are put in place: on a stream of their own, while the
 * step before still computes.
 */
final class Arrivals {

  private final CudaContext context;
  private final PinnedMemory host;
  private final Address memory;
  private final CUevent_st arrived;
  private final CUevent_st placed;

  Arrivals(CudaContext context, long bytes) {
    this.context = context;
    host = context.pinned(bytes);
    memory = context.allocate(bytes);
    // The zeros of a new allocation are written on the other stream.
    context.synchronize();
    arrived = context.event();
    placed = context.event();
  }

  /** What is sent from; to be written to between {@link #begin} and {@link #send}. */
  PinnedMemory host() {
    return host;
  }

  /** What arrives. */
  Address memory() {
    return memory;
  }

  /** Waits until the host's memory may be written to. */
  void begin() {
    host.await();
    // What arrived before has to be in its place before it is overwritten.
    context.waitFor(context.uploads(), placed);
  }

  /** Sends bytes from an offset on to the same offset. */
  void send(long offset, long bytes) {
    host.send(offset, bytes, memory.plus(offset), context.uploads());
  }

  /** Has all that was sent put in its place. */
  void place(Launch launch) {
    host.mark(context.uploads());
    context.await(context.stream(), context.uploads(), arrived);
    launch.run();
    context.mark(context.stream(), placed);
  }
}
