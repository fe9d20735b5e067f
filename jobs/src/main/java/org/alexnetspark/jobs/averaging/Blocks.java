package org.alexnetspark.jobs.averaging;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A model's floats, weights and then momentum, in blocks of {@value #BLOCK_FLOATS}: the unit in
 * which workers hand in their results and in which averages are made, so that no process needs more
 * than a block of each worker at a time.
 */
public final class Blocks {
  /** 4 MiB: large against the cost of a shuffle record, small against a model. */
  public static final int BLOCK_FLOATS = 1 << 20;

  private final int length;

  /**
   * @param parameters floats of the weights; momentum has as many
   */
  public Blocks(int parameters) {
    this.length = parameters;
  }

  /** Number of blocks of weights and momentum together. */
  public int count() {
    return 2 * perVector();
  }

  /** Copies a block out of the two vectors. */
  public FloatVector cut(int block, float[] weights, float[] momentum) {
    int start = start(block);
    return new FloatVector(
        Arrays.copyOfRange(
            vector(block, weights, momentum), start, Math.min(start + BLOCK_FLOATS, length)));
  }

  /** Copies a block into the two vectors. */
  public void paste(int block, FloatVector values, float[] weights, float[] momentum) {
    float[] target = vector(block, weights, momentum);
    System.arraycopy(values.values(), 0, target, start(block), values.values().length);
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
    double[] sum = new double[inOrder.get(0).values().values().length];
    for (WorkerBlock part : inOrder) {
      float[] values = part.values().values();
      double weight = (double) part.examples() / examples;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weight * values[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) sum[i];
    }
    return new FloatVector(mean);
  }

  private int perVector() {
    return (length + BLOCK_FLOATS - 1) / BLOCK_FLOATS;
  }

  private int start(int block) {
    return block % perVector() * BLOCK_FLOATS;
  }

  private float[] vector(int block, float[] weights, float[] momentum) {
    return block < perVector() ? weights : momentum;
  }
}
