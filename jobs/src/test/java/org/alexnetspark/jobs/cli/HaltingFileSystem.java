package org.alexnetspark.jobs.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local disk, on which whoever opens, creates or lists a certain file or folder comes to a halt
 * for ever, in the driver or on executors: a job that stands still at a stage, for as long as a
 * test wants.
 */
public final class HaltingFileSystem extends RawLocalFileSystem {
  public static final String SCHEME = "halting";
  private static final String FILE = "halting.file";
  private static final String PIPE = "halting.pipe";

  /**
   * Lets Spark know of it.
   *
   * @param file a part of the path of the file
   * @param pipe a named pipe, into which a byte goes when somebody has come there
   */
  public static SparkForTests at(String file, java.nio.file.Path pipe, SparkForTests spark) {
    return spark
        .with("spark.hadoop.fs." + SCHEME + ".impl", HaltingFileSystem.class.getName())
        .with("spark.hadoop.fs.AbstractFileSystem." + SCHEME + ".impl", Context.class.getName())
        .with("spark.hadoop." + FILE, file)
        .with("spark.hadoop." + PIPE, pipe.toString());
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    haltAt(path);
    return super.open(path, bufferSize);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    haltAt(path);
    return super.listStatus(path);
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      Path path, boolean append, FsPermission permission) throws IOException {
    haltAt(path);
    return super.createOutputStreamWithMode(path, append, permission);
  }

  private void haltAt(Path path) throws IOException {
    if (!path.toString().contains(getConf().get(FILE))) {
      return;
    }
    try (FileOutputStream pipe = new FileOutputStream(getConf().get(PIPE))) {
      pipe.write('.');
    } catch (IOException e) {
      // The test has heard of another one already.
    }
    while (true) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // Not even Spark's cancelling helps.
      }
    }
  }

  /** The same for FileContext. */
  public static final class Context extends DelegateToFileSystem {
    public Context(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(uri, new HaltingFileSystem(), configuration, SCHEME, false);
    }
  }
}
