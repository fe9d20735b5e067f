package org.alexnetspark.preprocess.storage;

/** Another process writes into a folder; the message names folder, process and what to do. */
public final class FolderInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FolderInUseException(String message) {
    super(message);
  }
}
