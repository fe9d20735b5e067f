package org.alexnetspark.model.device;

import org.alexnetspark.model.specification.ParameterLayout.Range;

/** All parameters of a tower, in the canonical order. */
public interface ParameterValues {

  /** The part that belongs to one layer; ranges count from the vector's own start. */
  Parameters layer(Range weights, Range biases);

  /**
   * Copies parameters from the host, from {@code offset} of the array on. Momentum, where there is
   * one, stays as it is.
   */
  void write(float[] parameters, int offset);
}
