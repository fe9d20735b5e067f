package org.alexnetspark.model.device;

import java.util.List;
import org.alexnetspark.model.specification.Activation;
import org.alexnetspark.model.specification.LrnConvention;
import org.alexnetspark.model.specification.MapNormalization;
import org.alexnetspark.model.specification.Padding;
import org.alexnetspark.model.specification.ParameterLayout.Range;

/**
 * A processor with its memory. One tower uses it, from one thread; {@link #attach} is that thread's
 * first call. Tensors and operations live until the device is closed. An operation's tensors belong
 * to its device, except where a method says that they may be the other tower's.
 */
public interface Device extends AutoCloseable {

  /** What a log should call it. */
  String name();

  /** Makes the calling thread the one that works with this device. */
  void attach();

  /** Memory for a batch, filled with zeros. */
  Tensor tensor(Shape shape);

  /**
   * Memory for numbers that keep 32 bits whatever the device's precision is, filled with zeros: the
   * logits and their gradient.
   */
  default Tensor exactTensor(Shape shape) {
    return tensor(shape);
  }

  /** Values and their gradient. */
  default Signal signal(Shape shape) {
    return new Signal(tensor(shape), tensor(shape));
  }

  /** Memory that tensors of any of the shapes may have in common; see {@link Room}. */
  default Room room(List<Shape> shapes) {
    return shape -> true;
  }

  /**
   * As {@link #tensor(Shape)}, but in a room of this device's and filled with whatever is there. A
   * device that shares no memory makes it anew.
   *
   * @throws IllegalArgumentException if the room does not hold it
   */
  default Tensor tensor(Shape shape, Room room) {
    return tensor(shape);
  }

  /**
   * Values and their gradient between a normalisation and the max-pooling that follows it. Neither
   * needs these values once the pooling has run forward, if the device's pooling remembers where it
   * found the largest: then both may be the same memory.
   */
  default Signal signalToPool(Shape shape) {
    return signal(shape);
  }

  /**
   * Memory for images, padded.
   *
   * @param shape of the images without their padding
   * @param padding zero pixels that are added around them
   * @param scale factor on the numbers that are written
   */
  ImageInput images(Shape shape, Padding padding, float scale);

  /** Memory for a tower's parameters, momentum and gradient. */
  ParameterVector parameters(int length);

  /** Memory for parameters of a network that only goes forward: no momentum and no gradient. */
  default ParameterValues parameterValues(int length) {
    return parameters(length);
  }

  /**
   * A device on the same processor, whose memory and operations can be given back before this
   * device's. It is used from the same thread, and may use what this device made.
   *
   * @throws UnsupportedOperationException if this kind of device has no sections
   */
  default Device section() {
    throw new UnsupportedOperationException(
        "device " + name() + " has no sections, which networks over images of any size need");
  }

  /**
   * The first convolution, with bias and activation; nobody wants the gradient of its images.
   *
   * @param geometry without padding: the images have theirs
   */
  WeightedOperation convolution(
      ImageInput input,
      ConvolutionGeometry geometry,
      Parameters parameters,
      Activation activation,
      Signal output);

  /** A convolution with bias and activation. Weights are [kernel, row, column, input channel]. */
  WeightedOperation convolution(
      Signal input,
      ConvolutionGeometry geometry,
      Parameters parameters,
      Activation activation,
      Signal output);

  /** Local response normalisation over neighbouring channels. */
  Operation normalization(Signal input, LrnConvention convention, Signal output);

  /** Normalisation inside each map. */
  Operation mapNormalization(Signal input, MapNormalization convention, Signal output);

  /**
   * Max-pooling. How many windows there are says the output: where more than fit, the last ones
   * reach past the edge and see what there is.
   */
  Operation maxPooling(Signal input, int window, int stride, Signal output);

  /** An activation of its own, in place, for what has been pooled before it. */
  Operation activation(Activation activation, Signal signal);

  /**
   * Sums over the whole input, with bias and activation. Weights are [input, unit]; input maps are
   * read as vectors in canonical order.
   */
  WeightedOperation fullyConnected(
      Signal input, Parameters parameters, Activation activation, Signal output);

  /** Dropout. */
  Dropout dropout(Signal input, Signal output);

  /**
   * The copy that joins one tower's output into an input that sees both.
   *
   * @param source this tower's tensor or the other's
   * @param joined this tower's: maps of the same size with more channels, or vectors that take the
   *     source's maps in canonical order
   * @param offset first channel, or first number of the vectors, that the source fills
   */
  Runnable join(Tensor source, Tensor joined, int offset);

  /**
   * The copy that lets a fully connected layer look at larger maps than it was made for: a window
   * of {@code side} x {@code side} at every place where it fits, a pixel apart, becomes a vector.
   *
   * @param maps whose windows are taken
   * @param vectors takes a row for each image and place, in the order image, row, column
   * @param offset first number of each row that a window's numbers, in canonical order, fill
   * @throws UnsupportedOperationException if this kind of device does not know it
   */
  default Runnable windows(Tensor maps, int side, Tensor vectors, int offset) {
    throw new UnsupportedOperationException("device " + name() + " takes no windows of maps");
  }

  /**
   * The way back of {@link #join}: adds up, in the order of the list, the parts of joined gradients
   * (this tower's and the other's) that belong to this tower's output.
   */
  Runnable splitSum(List<Tensor> joined, int offset, Tensor target);

  /**
   * The end of the network.
   *
   * @param logits all classes
   * @param gradient of this tower's own logits
   * @param own which of the classes are this tower's own
   */
  Softmax softmax(Tensor logits, Tensor gradient, Range own);

  /**
   * Waits until all that was asked for has been done. A device that does things when it is asked
   * has nothing to wait for.
   */
  default void finish() {}

  /** Gives all memory back. */
  @Override
  void close();
}
