package org.alexnetspark.jobs.averaging;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The floats of weights and then momentum, end to end, in blocks of equal length: the unit in which
 * workers hand in their results and in which averages are made. There are at least as many as
 * workers, so that averaging spreads over all executors.
 */
public final class Blocks implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * 8 MiB as floats, less the 16 bytes that Java puts before an array's elements: a little more
   * than a power of two would take another region of the garbage collector's for each block.
   */
  private static final int LARGEST = (1 << 21) - 4;

  private final int weights;
  private final int momentum;
  private final int length;

  /** Blocks of vectors as long as these, of so many workers. */
  public static Blocks of(AveragedVectors parameters, int workers) {
    return new Blocks(
        parameters.weights().values().length, parameters.momentum().values().length, workers);
  }

  private Blocks(int weights, int momentum, int workers) {
    this.weights = weights;
    this.momentum = momentum;
    this.length = (int) Math.min(LARGEST, Math.max(1, (floats() + workers - 1) / workers));
  }

  private long floats() {
    return (long) weights + momentum;
  }

  /** How many there are. */
  public int count() {
    return Math.toIntExact((floats() + length - 1) / length);
  }

  /** A number of its own for each block of each worker. */
  public int number(int worker, int block) {
    return worker * count() + block;
  }

  /** Floats of a block; the last may be shorter. */
  public int length(int block) {
    return (int) Math.min(length, floats() - start(block));
  }

  /** Floats of the longest block. */
  public int longest() {
    return length(0);
  }

  /** Bytes of a block. */
  public int bytes(int block) {
    return length(block) * Float.BYTES;
  }

  /**
   * Copies a block out of the vectors to the start of an array, as little-endian bytes.
   *
   * @param target has room for the block
   */
  public ByteBuffer cut(int block, AveragedVectors parameters, byte[] target) {
    ByteBuffer bytes = ByteBuffer.wrap(target, 0, bytes(block)).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats = bytes.asFloatBuffer();
    int ofWeights = ofWeights(block);
    int ofMomentum = length(block) - ofWeights;
    if (ofWeights > 0) {
      floats.put(parameters.weights().values(), (int) start(block), ofWeights);
    }
    if (ofMomentum > 0) {
      floats.put(parameters.momentum().values(), momentumStart(block), ofMomentum);
    }
    return bytes;
  }

  /** Copies a block's little-endian bytes into the vectors. */
  public void paste(int block, ByteBuffer bytes, AveragedVectors parameters) {
    FloatBuffer floats = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    int ofWeights = ofWeights(block);
    if (ofWeights > 0) {
      floats.get(parameters.weights().values(), (int) start(block), ofWeights);
    }
    int ofMomentum = length(block) - ofWeights;
    if (ofMomentum > 0) {
      floats.get(parameters.momentum().values(), momentumStart(block), ofMomentum);
    }
  }

  /** Whether vectors are as long as these blocks together. */
  public boolean fit(AveragedVectors parameters) {
    return parameters.weights().values().length == weights
        && parameters.momentum().values().length == momentum;
  }

  /** Vectors to paste into. */
  public AveragedVectors empty() {
    return AveragedVectors.of(new float[weights], new float[momentum]);
  }

  private long start(int block) {
    return (long) block * length;
  }

  /** How many of a block's floats are weights. */
  private int ofWeights(int block) {
    return (int) Math.max(0, Math.min(length(block), weights - start(block)));
  }

  private int momentumStart(int block) {
    return (int) Math.max(0, start(block) - weights);
  }
}
