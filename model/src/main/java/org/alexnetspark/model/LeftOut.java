package org.alexnetspark.model;

/**
 * The middle layer that an ablation does without (paper, section 7: leaving out any of them costs
 * about two points of top-1). Its kernels and units go, with their activation, normalisation and
 * dropout; its max-pooling stays, so that the layers after it keep the sizes of their maps.
 */
public enum LeftOut {
  /** The whole network. */
  NONE,
  CONV2,
  CONV3,
  CONV4,
  CONV5,
  FC6,
  FC7;

  boolean is(String layer) {
    return name().equalsIgnoreCase(layer);
  }
}
