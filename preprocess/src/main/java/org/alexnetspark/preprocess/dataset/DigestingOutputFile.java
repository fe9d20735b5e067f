package org.alexnetspark.preprocess.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import org.alexnetspark.preprocess.storage.Storage;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A file that is hashed while it is written: reading 256 MB again would cost more than writing. */
final class DigestingOutputFile implements OutputFile, Closeable {
  /** So many bytes are hashed and then written, while they are in the processor's cache. */
  private static final int SLICE = 1 << 16;

  private static final int BUFFER = 1 << 12;

  private final Path path;
  private final FileSystem fileSystem;
  private final OutputFile description;
  private final MessageDigest digest = DigestUtils.getSha256Digest();
  private Stream stream;
  private long bytes;

  DigestingOutputFile(Path path, Configuration configuration) throws IOException {
    this.path = path;
    this.fileSystem = Storage.of(path, configuration);
    this.description = HadoopOutputFile.fromPath(path, configuration);
  }

  /** Bytes written so far. */
  long bytes() {
    return bytes;
  }

  /** The sum of all bytes written; ends the digest. */
  String sha256() {
    return Hex.encodeHexString(digest.digest());
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    return create(blockSizeHint, false);
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    return create(blockSizeHint, true);
  }

  private PositionOutputStream create(long blockSizeHint, boolean overwrite) throws IOException {
    long blockSize = Math.max(fileSystem.getDefaultBlockSize(path), blockSizeHint);
    short replication = fileSystem.getDefaultReplication(path);
    stream =
        new Stream(
            HadoopStreams.wrap(fileSystem.create(path, overwrite, BUFFER, replication, blockSize)));
    return stream;
  }

  @Override
  public boolean supportsBlockSize() {
    return description.supportsBlockSize();
  }

  @Override
  public long defaultBlockSize() {
    return description.defaultBlockSize();
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
      for (int done = 0; done < length; done += SLICE) {
        int count = Math.min(SLICE, length - done);
        digest.update(values, offset + done, count);
        out.write(values, offset + done, count);
      }
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
