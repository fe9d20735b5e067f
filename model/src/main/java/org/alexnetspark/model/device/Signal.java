package org.alexnetspark.model.device;

/**
 * What passes between two operations: values on the way forward and, of the same shape, the
 * gradient of the loss with respect to them on the way back. A backward pass may use the gradient
 * as its scratch: it is valid only until the operation that made the values has run backward.
 */
public record Signal(Tensor value, Tensor gradient) {

  /** The shape of both. */
  public Shape shape() {
    return value.shape();
  }
}
