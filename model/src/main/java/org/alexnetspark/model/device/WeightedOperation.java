package org.alexnetspark.model.device;

/** An operation with parameters: a convolution or a fully connected layer. */
public interface WeightedOperation extends Operation {

  /** What a backward pass is for. */
  enum Wanted {
    /** The gradients of the parameters and of the input. */
    ALL,
    /** The gradients of the parameters: nothing below moves. */
    PARAMETER_GRADIENTS,
    /** The gradient of the input: these parameters do not move, but others below do. */
    INPUT_GRADIENT
  }

  /**
   * As {@link #backward()}, without what nobody wants, where the device can leave it out. What was
   * left out is undefined afterwards.
   */
  void backward(Wanted wanted);

  @Override
  default void backward() {
    backward(Wanted.ALL);
  }
}
