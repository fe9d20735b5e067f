package org.alexnetspark.preprocess.dataset;

/** A dataset that cannot be used; the message names the file and says what is wrong with it. */
public final class DatasetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DatasetException(String message) {
    super(message);
  }
}
