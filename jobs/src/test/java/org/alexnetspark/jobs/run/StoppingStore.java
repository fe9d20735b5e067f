package org.alexnetspark.jobs.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk as a store of objects has it: a file is there when it is closed, a folder goes
 * file by file and is never renamed. After a number of operations it does nothing any more.
 */
public final class StoppingStore extends RawLocalFileSystem {
  private static final URI BUCKET = URI.create("s3a://bucket");
  private static final AtomicInteger OPERATIONS_LEFT = new AtomicInteger(Integer.MAX_VALUE);

  /** So many files are written or deleted; then none. */
  public static void stopAfter(int operations) {
    OPERATIONS_LEFT.set(operations);
  }

  /** Settings that know this file system. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs.s3a.impl", StoppingStore.class.getName());
    configuration.setBoolean("fs.s3a.impl.disable.cache", true);
    return configuration;
  }

  /** The address of a local folder. */
  public static Path at(java.nio.file.Path folder) {
    return new Path(BUCKET + folder.toString());
  }

  private static void operation() throws IOException {
    if (OPERATIONS_LEFT.decrementAndGet() < 0) {
      throw new IOException(StoppingDisk.STOPPED);
    }
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
    java.nio.file.Path local = pathToFile(file).toPath();
    ByteArrayOutputStream content =
        new ByteArrayOutputStream() {
          @Override
          public void close() throws IOException {
            operation();
            Files.createDirectories(local.getParent());
            Files.write(local, toByteArray());
          }
        };
    return new FSDataOutputStream(content, statistics);
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
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("a run renames nothing in a store: " + from);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (exists(path) && getFileStatus(path).isDirectory()) {
      for (FileStatus each : listStatus(path)) {
        delete(each.getPath(), recursive);
      }
    }
    operation();
    return super.delete(path, recursive);
  }
}
