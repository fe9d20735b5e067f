package org.alexnetspark.jobs.preprocess;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk, but for this: the first process that opens a file beside which lies its mine is
 * killed by the kernel, and so is every process that opens one in a minefield.
 */
public final class DeadlyFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "deadly";

  /** The name of a file's mine; listings pass over names that begin with a dot. */
  static String mineOf(String name) {
    return "." + name + ".mine";
  }

  /** The same for a file that kills whoever opens it: a decoder's crash, as Spark sees it. */
  static String minefieldOf(String name) {
    return "." + name + ".minefield";
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
    File file = pathToFile(path);
    // Deleting succeeds for one process only.
    if (new File(file.getParentFile(), mineOf(file.getName())).delete()
        || new File(file.getParentFile(), minefieldOf(file.getName())).exists()) {
      die();
    }
    return super.open(path, bufferSize);
  }

  private static void die() throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
    try {
      kill.waitFor(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("survived a kill");
  }
}
