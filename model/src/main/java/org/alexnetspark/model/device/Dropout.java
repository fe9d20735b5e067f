package org.alexnetspark.model.device;

/** Multiplies by a mask, forward and backward. */
public interface Dropout extends Operation {

  /** The factors, one for every number of the signal, in canonical order. */
  void setMask(float[] mask);
}
