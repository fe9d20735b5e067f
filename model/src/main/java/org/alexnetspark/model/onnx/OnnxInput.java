package org.alexnetspark.model.onnx;

import java.util.Locale;

/** What an exported graph reads. */
public enum OnnxInput {
  /**
   * Pixels of 8 bits as images have them, [image, row, column, channel]; the graph crops, subtracts
   * the mean and scales.
   */
  NHWC,
  /** As {@link #NHWC}, but [image, channel, row, column]. */
  NCHW,
  /** Crops that are levels of 0..255 less the mean: float, [image, channel, row, column]. */
  PREPARED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
