package org.alexnetspark.preprocess.job;

import java.io.Closeable;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder, beside the splits, in which a run keeps everything until it is published: {@code
 * _temporary/<split>/<run>}. Readers of Hadoop file systems pass over names that begin with an
 * underscore. Closing it removes it, whatever happened.
 */
public final class Staging implements Closeable {
  /** Beside the splits. */
  static final String FOLDER = "_temporary";

  private final FileSystem fileSystem;
  private final Path output;
  private final boolean outputIsNew;
  private final Path splitFolder;
  private final Path path;

  private Staging(FileSystem fileSystem, Path output, String split) throws IOException {
    this.fileSystem = fileSystem;
    this.output = output;
    this.outputIsNew = !fileSystem.exists(output);
    this.splitFolder = new Path(new Path(output, FOLDER), split);
    this.path = new Path(splitFolder, UUID.randomUUID().toString());
  }

  /** Makes the folder, and removes what a killed run of the same split left behind. */
  static Staging begin(Path output, String split, Configuration configuration) throws IOException {
    Staging staging = new Staging(output.getFileSystem(configuration), output, split);
    staging.fileSystem.delete(staging.splitFolder, true);
    if (!staging.fileSystem.mkdirs(staging.path)) {
      throw new IOException("the folder " + staging.path + " cannot be made");
    }
    return staging;
  }

  /** The folder of this run. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    fileSystem.delete(splitFolder, true);
    deleteIfEmpty(splitFolder.getParent());
    if (outputIsNew) {
      deleteIfEmpty(output);
    }
  }

  private void deleteIfEmpty(Path folder) throws IOException {
    if (fileSystem.exists(folder) && fileSystem.listStatus(folder).length == 0) {
      fileSystem.delete(folder, false);
    }
  }
}
