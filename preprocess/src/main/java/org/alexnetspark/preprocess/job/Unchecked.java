package org.alexnetspark.preprocess.job;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Input and output inside functions that Spark calls, whose signatures know no checked exception.
 */
final class Unchecked {
  private Unchecked() {}

  interface IoCall<T> {
    T call() throws IOException;
  }

  static <T> T io(IoCall<T> call) {
    try {
      return call.call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
