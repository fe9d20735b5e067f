package org.alexnetspark.model.tower;

/**
 * Hears how long the parts of a step took. Called from the towers' own threads, one after the other
 * within a tower and at the same time between towers.
 */
@FunctionalInterface
public interface StageListener {

  /** What a tower is doing. */
  enum Phase {
    /** Images from the host to the device. */
    INPUT,
    /** A layer with what follows it: activation, normalisation, pooling, dropout. */
    FORWARD,
    /** Loss and its gradient. */
    SCORE,
    /** A layer's gradients: those of its input, if somebody wants them, and of its weights. */
    BACKWARD,
    /** The meeting before a layer that sees both towers: waiting and copying. */
    ACTIVATION_EXCHANGE,
    /** The meeting after it on the way back. */
    GRADIENT_EXCHANGE,
    /** All weights of the tower. */
    UPDATE
  }

  /**
   * A part has ended.
   *
   * @param tower whose it was
   * @param layer conv1 ... fc8; of {@link Phase#ACTIVATION_EXCHANGE} also logits; empty where a
   *     phase is about no single layer
   * @param phase what was done
   * @param nanoseconds how long it took by the wall clock
   */
  void ended(int tower, String layer, Phase phase, long nanoseconds);
}
