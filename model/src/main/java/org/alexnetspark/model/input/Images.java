package org.alexnetspark.model.input;

/** Images on the host, for one call of a network. */
public interface Images {

  /**
   * The numbers that the network reads: image, row, column, then red, green, blue; levels 0 to 255
   * less the mean image.
   */
  float[] numbers();

  /**
   * How many images there are.
   *
   * @param length numbers of each, crop x crop x 3
   */
  int count(int length);
}
