package org.alexnetspark.model.device;

import org.alexnetspark.model.specification.CounterHash;

/**
 * Which outputs a training step leaves out: a hash of a key and the output's position, so that
 * every device gets the same bits, and may compute them itself.
 *
 * <p>The paper keeps the outputs while training and multiplies them by one half at test time
 * (section 4.2). Here what is kept is divided by the probability of keeping it while training, and
 * the test is plain: the same function of the weights, up to the scale of the weights that follow,
 * and the convention of every network that a trained one is compared with or loaded into.
 *
 * @param key as {@link CounterHash#key} makes it
 * @param probability of leaving an output out
 */
public record DropoutMask(long key, double probability) {
  private static final int BITS = 24;

  /** That of a layer in a tower. */
  public static DropoutMask of(double probability, long seed, int tower, int layer) {
    return new DropoutMask(CounterHash.key(seed, tower, layer), probability);
  }

  /** Leaves nothing out. */
  public static DropoutMask none() {
    return new DropoutMask(0, 0);
  }

  /** An output is left out where the first 24 bits of its hash are less. */
  public int threshold() {
    return (int) Math.round(probability * (1 << BITS));
  }

  /** The factor on outputs that are kept, 1 / (1 - probability). */
  public float kept() {
    return (float) (1 / (1 - probability));
  }

  /** Fills in the factors of all outputs: 0 where one is left out. */
  public void fill(float[] factors) {
    int threshold = threshold();
    float kept = kept();
    for (int position = 0; position < factors.length; position++) {
      int uniform = (int) (CounterHash.at(key, position) >>> (Long.SIZE - BITS));
      factors[position] = uniform < threshold ? 0f : kept;
    }
  }
}
