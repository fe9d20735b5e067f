package org.alexnetspark.preprocess.input;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/** A stretch of a file as a stream that skips by seeking. Closing it closes the file. */
final class StretchInputStream extends InputStream {
  private final FSDataInputStream file;
  private final long end;
  private long position;

  StretchInputStream(FSDataInputStream file, long offset, long length) throws IOException {
    this.file = file;
    this.position = offset;
    this.end = offset + length;
    file.seek(offset);
  }

  /** In the file. */
  long position() {
    return position;
  }

  @Override
  public int read() throws IOException {
    if (position == end) {
      return -1;
    }
    int value = file.read();
    if (value >= 0) {
      position++;
    }
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (position == end) {
      return length == 0 ? 0 : -1;
    }
    int count = file.read(bytes, offset, (int) Math.min(length, end - position));
    position += Math.max(0, count);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = Math.max(0, Math.min(count, end - position));
    position += skipped;
    file.seek(position);
    return skipped;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
