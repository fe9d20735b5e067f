package org.alexnetspark.model.specification;

/** What a layer's part in one tower reads of what lies below. */
public enum Reads {
  /** The image: the first layer does, in every tower. */
  IMAGE,
  /** The maps of its own tower. */
  OWN,
  /** What all towers have made, joined (paper, section 3.2). */
  ALL
}
