package org.alexnetspark.rehearsal;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSExceptionMessages;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileSystem.Statistics;

/** Reads a content from its start to its end, or at any place. */
final class ContentInputStream extends FSInputStream {

  private final Content content;
  private final long length;
  private final Statistics statistics;
  private long position;

  /**
   * A reader at the start.
   *
   * @param length where it ends for its reader: at the content's end, or before
   * @param statistics counts what is read
   */
  ContentInputStream(Content content, long length, Statistics statistics) {
    this.content = content;
    this.length = length;
    this.statistics = statistics;
  }

  @Override
  public void seek(long newPosition) throws IOException {
    if (newPosition < 0 || newPosition > length) {
      throw new EOFException(FSExceptionMessages.CANNOT_SEEK_PAST_EOF + " " + newPosition);
    }
    position = newPosition;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public boolean seekToNewSource(long target) {
    return false;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    int read = read(position, target, offset, count);
    position += Math.max(0, read);
    return read;
  }

  @Override
  public int read(long from, byte[] target, int offset, int count) throws IOException {
    validatePositionedReadArgs(from, target, offset, count);
    if (count == 0) {
      return 0;
    }
    if (from >= length) {
      return -1;
    }
    int read = (int) Math.min(count, length - from);
    content.read(from, target, offset, read);
    statistics.incrementBytesRead(read);
    return read;
  }
}
