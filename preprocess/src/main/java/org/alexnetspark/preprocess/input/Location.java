package org.alexnetspark.preprocess.input;

import java.io.Serializable;

/**
 * A stretch of a file on any Hadoop file system.
 *
 * @param file its URI
 * @param offset of the first byte
 * @param length in bytes; {@link #TO_THE_END} where only opening the file tells
 * @param deflated whether these bytes are a photograph compressed, as zip files have them
 */
public record Location(String file, long offset, long length, boolean deflated)
    implements Serializable {
  /** The stretch ends with the file. */
  public static final long TO_THE_END = -1;

  Location(String file, long offset, long length) {
    this(file, offset, length, false);
  }

  static Location ofFile(String file) {
    return new Location(file, 0, TO_THE_END);
  }
}
