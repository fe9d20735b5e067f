package org.alexnetspark.rehearsal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be asked for at any place; the same each time. */
interface Content {

  /** How many bytes. */
  long length();

  /**
   * Copies some of them.
   *
   * @param position of the first, from the content's start; all that is asked for is inside it
   */
  void read(long position, byte[] target, int offset, int count) throws IOException;

  /** The bytes between a buffer's position and limit. */
  static Content of(ByteBuffer bytes) {
    ByteBuffer own = bytes.slice();
    return new Content() {
      @Override
      public long length() {
        return own.limit();
      }

      @Override
      public void read(long position, byte[] target, int offset, int count) {
        own.get(Math.toIntExact(position), target, offset, count);
      }
    };
  }
}
