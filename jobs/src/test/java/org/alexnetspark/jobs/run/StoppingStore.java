package org.alexnetspark.jobs.run;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.alexnetspark.preprocess.storage.StoreOnDisk;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.Progressable;

/**
 * A store of objects in which a folder goes file by file, and nothing is renamed. After a number of
 * operations it does nothing any more.
 */
public final class StoppingStore extends StoreOnDisk {
  private static final AtomicInteger OPERATIONS_LEFT = new AtomicInteger(Integer.MAX_VALUE);

  /** So many files are written or deleted; then none. */
  public static void stopAfter(int operations) {
    OPERATIONS_LEFT.set(operations);
  }

  /** Settings that know this file system. */
  public static Configuration configuration() {
    Configuration configuration = StoreOnDisk.configuration();
    configuration.set("fs.s3a.impl", StoppingStore.class.getName());
    return configuration;
  }

  private static void operation() throws IOException {
    if (OPERATIONS_LEFT.decrementAndGet() < 0) {
      throw new IOException(StoppingDisk.STOPPED);
    }
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
    FSDataOutputStream upload =
        super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(
        new FilterOutputStream(upload) {
          @Override
          public void close() throws IOException {
            operation();
            super.close();
          }
        },
        statistics);
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
