package org.alexnetspark.preprocess.image;

/** A file that cannot become an image; the message is the detail behind the reason. */
public final class ImageRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  public ImageRejectedException(RejectReason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  /** Which of the fixed set it is. */
  public RejectReason reason() {
    return reason;
  }
}
