package org.alexnetspark.model.device;

/**
 * Memory that several tensors have in common, because no two of them are in use at the same time.
 * What one holds is gone once another has been written.
 */
@FunctionalInterface
public interface Room {

  /** Whether a tensor of such a shape, in the numbers of the device's signals, fits in. */
  boolean holds(Shape shape);
}
