package org.alexnetspark.preprocess.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Stores of objects by name, such as S3, behind Hadoop's file systems. A folder there is no more
 * than what names begin with: to rename one is to copy its files one after another, which may end
 * anywhere, and creating a file excludes nobody. But a file is there, all of it, once its stream is
 * closed, and nothing of it before. So what is renamed into place elsewhere is written in its place
 * here, and a folder is complete when the file is there that is written last.
 *
 * <p>Hadoop cannot be asked for that: what it says of capabilities is silent about renaming. Stores
 * are known by their schemes.
 */
public final class ObjectStore {
  /** Hadoop's own S3, that of EMR, Google's, Aliyun's and Tencent's. */
  private static final Set<String> SCHEMES = Set.of("s3a", "s3", "gs", "oss", "cosn");

  /** Azure's, where a file is to be seen from its first byte on. */
  private static final Set<String> AZURE = Set.of("abfs", "abfss", "wasb", "wasbs");

  private ObjectStore() {}

  /** Whether files come into being here when they are closed, and folders cannot be renamed. */
  public static boolean holds(FileSystem fileSystem) {
    return SCHEMES.contains(fileSystem.getUri().getScheme());
  }

  /**
   * Fails for a place in which nothing can be made in one step: Azure's, unless the account has a
   * hierarchical namespace. Then it renames as HDFS does, and says that tags outlive it.
   *
   * @throws UnsuitableStoreException that says so in a line
   */
  static void checkSuits(FileSystem fileSystem, Path folder) throws IOException {
    if (AZURE.contains(fileSystem.getUri().getScheme())
        && !fileSystem.hasPathCapability(
            folder, CommonPathCapabilities.ETAGS_PRESERVED_IN_RENAME)) {
      throw new UnsuitableStoreException(
          String.format(
              Locale.ROOT,
              "%s: what is half-written could be taken for complete here, as Azure renames in one"
                  + " step only where the account has a hierarchical namespace; name such an"
                  + " account by abfs://, or another store",
              folder));
    }
  }

  /**
   * Writes a file, over an older one if there is one. Readers find all of it or, where writing
   * fails or the process is killed, what was there before.
   */
  public static void write(FileSystem fileSystem, Path file, FileContent content)
      throws IOException {
    FSDataOutputStream out = fileSystem.create(file, true);
    try {
      content.writeTo(new LeftOpen(out));
    } catch (IOException | RuntimeException | Error e) {
      discard(out, e);
      throw e;
    }
    out.close();
  }

  /** To close the stream would be to publish what is half-written: it is left open at worst. */
  private static void discard(FSDataOutputStream out, Throwable reason) {
    if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
      try {
        out.abort();
      } catch (RuntimeException e) {
        reason.addSuppressed(e);
      }
    }
  }

  /** Those who write archives close what they write to, also when they fail. */
  private static final class LeftOpen extends FilterOutputStream {
    private LeftOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
