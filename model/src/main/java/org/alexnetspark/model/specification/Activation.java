package org.alexnetspark.model.specification;

/** What follows every convolution and hidden fully connected layer. */
public enum Activation {
  /** max(0, x), the paper's choice (section 3.1). */
  RELU,
  /** The saturating unit the paper compares with. */
  TANH,
  /** The identity: fc8 hands its sums to the softmax. */
  NONE
}
