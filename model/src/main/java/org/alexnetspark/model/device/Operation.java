package org.alexnetspark.model.device;

/** A step of the network bound to its tensors. */
public interface Operation {

  /** Computes the output's value from the input's. */
  void forward();

  /**
   * Computes the input's gradient, and those of the parameters, from the output's gradient and what
   * {@link #forward} left behind. Gradients are overwritten, not added to.
   */
  void backward();
}
