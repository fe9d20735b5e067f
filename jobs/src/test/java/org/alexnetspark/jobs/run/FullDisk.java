package org.alexnetspark.jobs.run;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** The local file system under the name {@code full:}, on which space can run out. */
public final class FullDisk extends RawLocalFileSystem {
  public static final String SCHEME = "full";
  private static final AtomicLong BYTES_LEFT = new AtomicLong(Long.MAX_VALUE);

  /** So many more bytes can be written; then every writing fails as on a disk that is full. */
  public static void leave(long bytes) {
    BYTES_LEFT.set(bytes);
  }

  /** The setting's name and value that let Hadoop's FileSystem find this one. */
  public static final String FILE_SYSTEM_SETTING = "fs." + SCHEME + ".impl";

  /** Likewise for FileContext, with {@link Context}. */
  public static final String CONTEXT_SETTING = "fs.AbstractFileSystem." + SCHEME + ".impl";

  /** Settings that know this file system. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set(FILE_SYSTEM_SETTING, FullDisk.class.getName());
    configuration.set(CONTEXT_SETTING, Context.class.getName());
    return configuration;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      Path file, boolean append, FsPermission permission) throws IOException {
    return new FilterOutputStream(super.createOutputStreamWithMode(file, append, permission)) {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (BYTES_LEFT.addAndGet(-length) < 0) {
          throw new IOException("No space left on device");
        }
        out.write(bytes, offset, length);
      }
    };
  }

  /** The same for FileContext. */
  public static final class Context extends DelegateToFileSystem {
    public Context(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(uri, new FullDisk(), configuration, SCHEME, false);
    }
  }
}
