package org.alexnetspark.jobs.averaging;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A model's floats, weights and then momentum, in blocks: the unit in which workers hand in their
 * results and in which averages are made. The more workers there are, the smaller the blocks: those
 * of all workers together never take more than 512 MB.
 */
public final class Blocks implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * 512 KiB: large against the cost of a shuffle record, and small enough to be ordinary garbage.
   * Java's default collector takes arrays of half a heap region (1 MiB with a heap of 4 GiB) for
   * humongous ones and keeps marking the whole heap because of them.
   */
  static final int LARGEST_BLOCK = 1 << 17;

  /** 512 MiB. */
  private static final int FLOATS_OF_ALL_WORKERS = 1 << 27;

  /** Floats whose sums stay in a core's nearest cache. */
  private static final int PIECE = 1 << 11;

  private final int weights;
  private final int momentum;

  private final int blockFloats;

  /** Blocks of vectors as long as these, of so many workers. */
  public static Blocks of(Parameters parameters, int workers) {
    return new Blocks(
        parameters.weights().values().length, parameters.momentum().values().length, workers);
  }

  /**
   * @param weights how many there are
   * @param momentum as many, or 0
   */
  private Blocks(int weights, int momentum, int workers) {
    this.weights = weights;
    this.momentum = momentum;
    this.blockFloats = Math.min(LARGEST_BLOCK, Math.max(1, FLOATS_OF_ALL_WORKERS / workers));
  }

  /** Number of blocks of weights and momentum together. */
  public int count() {
    return blocks(weights) + blocks(momentum);
  }

  /** Copies a block out of the vectors. */
  public FloatVector cut(int block, Parameters parameters) {
    float[] vector = vector(block, parameters);
    int start = start(block);
    return new FloatVector(
        Arrays.copyOfRange(vector, start, Math.min(start + blockFloats, vector.length)));
  }

  /** Copies a block into the vectors. */
  public void paste(int block, FloatVector values, Parameters parameters) {
    System.arraycopy(
        values.values(), 0, vector(block, parameters), start(block), values.values().length);
  }

  /** Vectors to paste into. */
  public Parameters empty() {
    return Parameters.of(new float[weights], new float[momentum]);
  }

  /**
   * The mean of the workers' parts, each weighted by its examples. Summed in double precision and
   * in the order of the workers, so that it is the same bits in whichever order the parts arrived.
   */
  public static FloatVector average(Iterable<WorkerBlock> parts) {
    List<WorkerBlock> inOrder =
        StreamSupport.stream(parts.spliterator(), false)
            .sorted(Comparator.comparingInt(WorkerBlock::worker))
            .toList();
    long examples = inOrder.stream().mapToLong(WorkerBlock::examples).sum();
    float[] mean = new float[inOrder.get(0).values().values().length];
    double[] sum = new double[Math.min(PIECE, mean.length)];
    for (int start = 0; start < mean.length; start += PIECE) {
      int count = Math.min(PIECE, mean.length - start);
      Arrays.fill(sum, 0);
      for (WorkerBlock part : inOrder) {
        float[] values = part.values().values();
        double weight = (double) part.examples() / examples;
        for (int i = 0; i < count; i++) {
          sum[i] += weight * values[start + i];
        }
      }
      for (int i = 0; i < count; i++) {
        mean[start + i] = (float) sum[i];
      }
    }
    return new FloatVector(mean);
  }

  private int blocks(int floats) {
    return (floats + blockFloats - 1) / blockFloats;
  }

  private int start(int block) {
    return block % blocks(weights) * blockFloats;
  }

  private float[] vector(int block, Parameters parameters) {
    return (block < blocks(weights) ? parameters.weights() : parameters.momentum()).values();
  }
}
