package org.alexnetspark.model.onnx;

import java.io.IOException;

/**
 * A file does not say something about the images that it reads, or what it says does not fit;
 * whoever has it may know.
 */
public final class UnsaidException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is not said. */
  public enum What {
    /** The mean that is subtracted from the pixels. */
    MEAN,
    /** The side of the crops that the network was trained on. */
    CROP
  }

  private final What what;

  UnsaidException(What what, String message) {
    super(message);
    this.what = what;
  }

  /** What is not said. */
  public What what() {
    return what;
  }
}
