package org.alexnetspark.jobs.run;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local file system under the name {@code stopping:}, which after a number of operations does
 * nothing any more: what is on the disk is what a process leaves that is killed then.
 */
public final class StoppingDisk extends RawLocalFileSystem {
  public static final String SCHEME = "stopping";

  /** What every operation says that comes too late. */
  public static final String STOPPED = "the process has ended";

  private static final AtomicInteger OPERATIONS_LEFT = new AtomicInteger(Integer.MAX_VALUE);

  /** So many files are made, renamed or deleted; then none. */
  public static void stopAfter(int operations) {
    OPERATIONS_LEFT.set(operations);
  }

  /** Settings that know this file system. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs." + SCHEME + ".impl", StoppingDisk.class.getName());
    configuration.set("fs.AbstractFileSystem." + SCHEME + ".impl", Context.class.getName());
    return configuration;
  }

  private static void operation() throws IOException {
    if (OPERATIONS_LEFT.decrementAndGet() < 0) {
      throw new IOException(STOPPED);
    }
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      Path file, boolean append, FsPermission permission) throws IOException {
    operation();
    return super.createOutputStreamWithMode(file, append, permission);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    operation();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    operation();
    return super.delete(path, recursive);
  }

  /** The same for FileContext. */
  public static final class Context extends DelegateToFileSystem {
    public Context(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(uri, new StoppingDisk(), configuration, SCHEME, false);
    }
  }
}
