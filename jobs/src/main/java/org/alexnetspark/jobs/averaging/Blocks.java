package org.alexnetspark.jobs.averaging;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A model's floats, weights and then momentum, in blocks of {@value #BLOCK_FLOATS}: the unit in
 * which workers hand in their results and in which averages are made, so that no process needs more
 * than a block of each worker at a time.
 */
public final class Blocks implements Serializable {
  private static final long serialVersionUID = 1L;

  /** 4 MiB: large against the cost of a shuffle record, small against a model. */
  public static final int BLOCK_FLOATS = 1 << 20;

  /** Floats whose sums stay in a core's nearest cache. */
  private static final int PIECE = 1 << 11;

  private final int weights;
  private final int momentum;

  /** Blocks of vectors as long as these. */
  public static Blocks of(Parameters parameters) {
    return new Blocks(parameters.weights().values().length, parameters.momentum().values().length);
  }

  /**
   * @param weights how many there are
   * @param momentum as many, or 0
   */
  public Blocks(int weights, int momentum) {
    this.weights = weights;
    this.momentum = momentum;
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
        Arrays.copyOfRange(vector, start, Math.min(start + BLOCK_FLOATS, vector.length)));
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

  private static int blocks(int floats) {
    return (floats + BLOCK_FLOATS - 1) / BLOCK_FLOATS;
  }

  private int start(int block) {
    return block % blocks(weights) * BLOCK_FLOATS;
  }

  private float[] vector(int block, Parameters parameters) {
    return (block < blocks(weights) ? parameters.weights() : parameters.momentum()).values();
  }
}
