package org.alexnetspark.model.device;

/**
 * What passes between two operations: values on the way forward and, of the same shape, the
 * gradient of the loss with respect to them on the way back. A backward pass may use the gradient
 * as its scratch: it is valid only until the operation that made the values has run backward.
 *
 * @param gradient null in a network that only goes forward: operations between such signals have no
 *     way back
 */
public record Signal(Tensor value, Tensor gradient) {

  /** Values of a network that only goes forward. */
  public static Signal forwardOnly(Tensor value) {
    return new Signal(value, null);
  }

  /** Whether there is a way back. */
  public boolean hasGradient() {
    return gradient != null;
  }

  /** The shape of both. */
  public Shape shape() {
    return value.shape();
  }
}
