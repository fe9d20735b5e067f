package org.alexnetspark.model.device.nd4j;

import java.nio.FloatBuffer;

/**
 * A loop that changes a buffer number by number with a second one to look at. It works on pieces
 * copied to the heap, where the JIT compiler turns loops into vector instructions; on native memory
 * it does not.
 */
final class PointwiseLoop {

  /** What happens to a piece; loops over [0, length). */
  interface Body {
    void run(float[] changed, float[] other, int length);
  }

  private final Lanes lanes;
  private final float[][] changedPieces;
  private final float[][] otherPieces;

  PointwiseLoop(Lanes lanes) {
    this.lanes = lanes;
    changedPieces = new float[lanes.count()][Lanes.PIECE];
    otherPieces = new float[lanes.count()][Lanes.PIECE];
  }

  void run(FloatBuffer changed, FloatBuffer other, int length, Body body) {
    lanes.forEach(
        length,
        Lanes.PIECE,
        (lane, from, to) -> {
          float[] changedPiece = changedPieces[lane];
          float[] otherPiece = otherPieces[lane];
          for (int start = from; start < to; start += Lanes.PIECE) {
            int size = Math.min(Lanes.PIECE, to - start);
            changed.get(start, changedPiece, 0, size);
            other.get(start, otherPiece, 0, size);
            body.run(changedPiece, otherPiece, size);
            changed.put(start, changedPiece, 0, size);
          }
        });
  }
}
