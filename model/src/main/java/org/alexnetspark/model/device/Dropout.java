package org.alexnetspark.model.device;

/** Multiplies by the factors of a mask, forward and backward. */
public interface Dropout extends Operation {

  /** What is left out from now on; positions are those of the signal in canonical order. */
  void setMask(DropoutMask mask);
}
