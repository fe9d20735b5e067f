package org.alexnetspark.preprocess.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk as S3A has it: files are there when they are closed, and folders stay. */
public class StoreOnDisk extends RawLocalFileSystem {
  private static final URI BUCKET = URI.create("s3a://bucket");

  /** Settings that know it. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs.s3a.impl", StoreOnDisk.class.getName());
    configuration.setBoolean("fs.s3a.impl.disable.cache", true);
    return configuration;
  }

  /** The address of a local folder. */
  public static Path at(java.nio.file.Path folder) {
    return new Path(BUCKET + folder.toString());
  }

  @Override
  public URI getUri() {
    return BUCKET;
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (!overwrite && exists(file)) {
      throw new FileAlreadyExistsException(file + " exists");
    }
    return new FSDataOutputStream(new Upload(pathToFile(file).toPath()), statistics);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(file, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (getFileStatus(from).isDirectory()) {
      throw new UnsupportedOperationException(from + ": a folder is not renamed in one step");
    }
    if (exists(to)) {
      throw new FileAlreadyExistsException(to + " exists");
    }
    return super.rename(from, to);
  }

  private static final class Upload extends OutputStream implements Abortable, StreamCapabilities {
    private final java.nio.file.Path file;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean ended;

    private Upload(java.nio.file.Path file) {
      this.file = file;
    }

    @Override
    public void write(int value) {
      content.write(value);
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM);
    }

    @Override
    public AbortableResult abort() {
      boolean before = ended;
      ended = true;
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return before;
        }

        @Override
        public IOException anyCleanupException() {
          return null;
        }
      };
    }

    @Override
    public void close() throws IOException {
      if (!ended) {
        ended = true;
        Files.createDirectories(file.getParent());
        Files.write(file, content.toByteArray());
      }
    }
  }
}
