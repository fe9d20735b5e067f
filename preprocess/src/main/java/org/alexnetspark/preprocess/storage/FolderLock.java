package org.alexnetspark.preprocess.storage;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The right of one process to write into a folder: a file in it whose name begins with {@value
 * #NAME} and that says which. It is taken over from a process of the same machine that is no more,
 * so a run that was killed can be resumed at once. Whether a process of another machine still lives
 * cannot be told; then the folder counts as in use.
 */
public final class FolderLock implements Closeable {
  /** The file, which listings pass over as they do over every name that begins with a dot. */
  public static final String NAME = ".lock";

  private final FileSystem fileSystem;
  private final Path folder;
  private final boolean folderIsNew;
  private final List<Path> files;

  private FolderLock(FileSystem fileSystem, Path folder) throws IOException {
    this.fileSystem = fileSystem;
    this.folder = folder;
    this.folderIsNew = !fileSystem.exists(folder);
    this.files =
        ObjectStore.holds(fileSystem)
            ? new AnnouncedOwners(fileSystem, folder).join()
            : new ChainOfOwners(fileSystem, folder).join();
  }

  /**
   * Takes the lock, and makes the folder if it is not there.
   *
   * @throws FolderInUseException if another process has it
   * @throws UnsuitableStoreException if nothing can be made there in one step
   */
  public static FolderLock take(Path folder, Configuration configuration) throws IOException {
    FileSystem fileSystem = Storage.of(folder, configuration);
    ObjectStore.checkSuits(fileSystem, folder);
    return new FolderLock(fileSystem, folder);
  }

  /** Gives the folder free; one that this lock has made and that is still empty goes as well. */
  @Override
  public void close() throws IOException {
    for (Path file : files) {
      fileSystem.delete(file, false);
    }
    boolean empty = true;
    for (FileStatus entry : fileSystem.listStatus(folder)) {
      if (entry.getPath().getName().startsWith(ChainOfOwners.UNFINISHED)) {
        fileSystem.delete(entry.getPath(), false); // of a process that was killed
      } else {
        empty = false;
      }
    }
    if (folderIsNew && empty) {
      fileSystem.delete(folder, false);
    }
  }
}
