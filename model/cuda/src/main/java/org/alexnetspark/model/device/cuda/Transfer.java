package org.alexnetspark.model.device.cuda;

import java.nio.FloatBuffer;

/**
 * Copies between arrays of the host and the GPU that the host waits for, piece by piece through
 * page-locked memory: parameters, features, probabilities.
 */
final class Transfer {

  /** Numbers of a piece: 16 MB, long enough for the bus's full speed. */
  private static final int PIECE = 4 << 20;

  private final CudaContext context;
  private final PinnedMemory piece;
  private final FloatBuffer numbers;

  Transfer(CudaContext context) {
    this.context = context;
    piece = context.pinned((long) PIECE * Float.BYTES);
    numbers = piece.floats();
  }

  /** Copies numbers from an offset of an array on to the GPU. */
  void write(float[] source, int offset, int length, Address target) {
    for (int done = 0; done < length; done += PIECE) {
      int count = Math.min(PIECE, length - done);
      numbers.put(0, source, offset + done, count);
      long bytes = (long) count * Float.BYTES;
      piece.send(0, bytes, target.plus((long) done * Float.BYTES), context.stream());
      context.synchronize();
    }
  }

  /** Copies numbers from the GPU to an offset of an array on. */
  void read(Address source, float[] target, int offset, int length) {
    for (int done = 0; done < length; done += PIECE) {
      int count = Math.min(PIECE, length - done);
      long bytes = (long) count * Float.BYTES;
      piece.receive(0, bytes, source.plus((long) done * Float.BYTES), context.stream());
      context.synchronize();
      numbers.get(0, target, offset + done, count);
    }
  }
}
