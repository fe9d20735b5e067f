package org.alexnetspark.preprocess.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A file that is hashed while it is written: reading 256 MB again would cost more than writing. */
final class DigestingOutputFile implements OutputFile, Closeable {
  private final OutputFile file;
  private final MessageDigest digest = Sha256.digest();
  private Stream stream;
  private long bytes;

  DigestingOutputFile(Path path, Configuration configuration) throws IOException {
    this.file = HadoopOutputFile.fromPath(path, configuration);
  }

  /** Bytes written so far. */
  long bytes() {
    return bytes;
  }

  /** The sum of all bytes written; ends the digest. */
  String sha256() {
    return Sha256.hex(digest);
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    stream = new Stream(file.create(blockSizeHint));
    return stream;
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    stream = new Stream(file.createOrOverwrite(blockSizeHint));
    return stream;
  }

  @Override
  public boolean supportsBlockSize() {
    return file.supportsBlockSize();
  }

  @Override
  public long defaultBlockSize() {
    return file.defaultBlockSize();
  }

  /** Closes the stream if there is one; does nothing when it is closed already. */
  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
    }
  }

  private final class Stream extends PositionOutputStream {
    private final PositionOutputStream out;

    private Stream(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      digest.update((byte) value);
      bytes++;
    }

    @Override
    public void write(byte[] values, int offset, int length) throws IOException {
      out.write(values, offset, length);
      digest.update(values, offset, length);
      bytes += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
