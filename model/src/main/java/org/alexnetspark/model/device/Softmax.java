package org.alexnetspark.model.device;

import java.util.function.Supplier;

/** Softmax over all classes with cross-entropy. */
public interface Softmax {

  /**
   * Sums over a batch.
   *
   * @param loss cross-entropies, natural logarithm
   * @param correct images whose most probable class, the first of equals, is the right one
   */
  record Score(double loss, int correct) {}

  /**
   * Computes the loss and the gradient of its mean over {@code count} images; images past count get
   * a gradient of zero, so that they weigh on nothing.
   *
   * @return gives the loss, once, before the next call: a device that only queues its work waits
   *     for it there and not here
   */
  Supplier<Score> score(int[] labels, int count);

  /** Copies the class probabilities of the first {@code count} images to the host. */
  void probabilities(float[] target, int count);
}
