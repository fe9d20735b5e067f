package org.alexnetspark.preprocess.storage;

/** Nothing can be made in one step where it was to be made; the message names the place. */
public final class UnsuitableStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsuitableStoreException(String message) {
    super(message);
  }
}
