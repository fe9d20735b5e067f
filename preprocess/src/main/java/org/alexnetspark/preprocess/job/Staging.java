package org.alexnetspark.preprocess.job;

import java.io.Closeable;
import java.io.IOException;
import org.alexnetspark.preprocess.input.UnusableInputException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder, beside the splits, in which a run keeps everything until it is published: {@code
 * _temporary/<split>/<fingerprint>}. Readers of Hadoop file systems pass over names that begin with
 * an underscore. Closing it removes it, unless it was kept for another run to go on with.
 */
public final class Staging implements Closeable {
  /** Beside the splits. */
  static final String FOLDER = "_temporary";

  private final FileSystem fileSystem;
  private final Path output;
  private final boolean outputIsNew;
  private final Path splitFolder;
  private final Path path;
  private boolean kept;

  /** What happens to the shards of a run that did not end. */
  public enum Leftovers {
    /** They are removed. */
    REMOVE,
    /** They are used, if they were made from the same input with the same options. */
    USE
  }

  private Staging(FileSystem fileSystem, Path output, String split, String fingerprint)
      throws IOException {
    this.fileSystem = fileSystem;
    this.output = output;
    this.outputIsNew = !fileSystem.exists(output);
    this.splitFolder = new Path(new Path(output, FOLDER), split);
    this.path = new Path(splitFolder, fingerprint);
  }

  /** Makes the folder, or finds that of an earlier run. */
  static Staging begin(
      Path output,
      String split,
      String fingerprint,
      Leftovers leftovers,
      Configuration configuration)
      throws IOException {
    Staging staging = new Staging(output.getFileSystem(configuration), output, split, fingerprint);
    if (leftovers == Leftovers.REMOVE) {
      staging.fileSystem.delete(staging.splitFolder, true);
    } else {
      staging.checkLeftovers();
    }
    if (!staging.fileSystem.mkdirs(staging.path)) {
      throw new IOException("the folder " + staging.path + " cannot be made");
    }
    return staging;
  }

  private void checkLeftovers() throws IOException {
    if (fileSystem.exists(splitFolder) && !fileSystem.exists(path)) {
      throw new UnusableInputException(
          String.format(
              "--resume: the run that left %s had other photographs, options or another version;"
                  + " without --resume it is removed",
              splitFolder));
    }
  }

  /** The folder of this run. */
  public Path path() {
    return path;
  }

  /** Leaves finished shards in place when this is closed. */
  public void keep() {
    kept = true;
  }

  @Override
  public void close() throws IOException {
    if (kept) {
      return;
    }
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
