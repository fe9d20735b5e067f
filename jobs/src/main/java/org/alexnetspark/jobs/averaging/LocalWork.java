package org.alexnetspark.jobs.averaging;

import java.io.IOException;
import java.io.Serializable;

/** What a worker does alone between two averages. */
@FunctionalInterface
public interface LocalWork<R extends Serializable> extends Serializable {
  /**
   * Works on from the average.
   *
   * @param worker counted from 0
   * @param start to be read only: it is shared with other workers of the process
   * @param result gets what the worker came to, every element of it
   */
  Contribution<R> from(int worker, AveragedVectors start, AveragedVectors result)
      throws IOException;
}
