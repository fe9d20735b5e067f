package org.alexnetspark.model.tower;

/** Thrown in a tower because another tower failed or the caller gave up. */
public final class AbandonedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  AbandonedException() {
    super("another tower has failed");
  }
}
