package org.alexnetspark.model.tower;

import org.alexnetspark.model.CounterHash;

/**
 * Which outputs a training step leaves out: a hash of (seed, tower, layer, position), so that every
 * device gets the same bits.
 *
 * <p>The paper keeps the outputs while training and multiplies them by one half at test time
 * (section 4.2). Here what is kept is divided by the probability of keeping it while training, and
 * the test is plain: the same function of the weights, up to the scale of the weights that follow,
 * and the convention of every network that a trained one is compared with or loaded into.
 */
final class DropoutMask {

  private DropoutMask() {}

  /** Fills a mask with 0 for left out and 1 / (1 - probability) for kept. */
  static void fill(float[] mask, double probability, long seed, int tower, int layer) {
    long key = CounterHash.key(seed, tower, layer);
    int threshold = (int) Math.round(probability * (1 << 24));
    float kept = (float) (1 / (1 - probability));
    for (int index = 0; index < mask.length; index++) {
      int uniform = (int) (CounterHash.at(key, index) >>> 40);
      mask[index] = uniform < threshold ? 0f : kept;
    }
  }
}
