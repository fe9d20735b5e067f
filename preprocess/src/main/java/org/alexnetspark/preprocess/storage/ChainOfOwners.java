package org.alexnetspark.preprocess.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The processes that took a folder one after the other, where a file can be made in one step that
 * excludes others. Nobody but its owner removes a file, as two that found a dead owner at once
 * could remove each other's: who takes over adds a file named after the dead owner's, and the last
 * of that chain counts.
 */
final class ChainOfOwners {
  /** How the names of files begin that are not in place yet. */
  static final String UNFINISHED = FolderLock.NAME + "-new-";

  private static final String SUCCESSOR = FolderLock.NAME + "-after-";
  private static final int TRIES = 100;

  private final FileSystem fileSystem;
  private final Path folder;
  private final LockOwner me = LockOwner.thisProcess();

  /** From the first owner's to this one's. */
  private final List<Path> chain = new ArrayList<>();

  ChainOfOwners(FileSystem fileSystem, Path folder) {
    this.fileSystem = fileSystem;
    this.folder = folder;
  }

  /**
   * Adds this process to the end.
   *
   * @return all files of the chain, for this process to remove when it ends
   * @throws FolderInUseException if another process is there
   */
  List<Path> join() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      if (succeed()) {
        return chain;
      }
    }
    throw new IOException("the file " + new Path(folder, FolderLock.NAME) + " cannot be made");
  }

  /** Adds this process to the end of the chain if all others are gone. */
  private boolean succeed() throws IOException {
    followChain();
    Path mine = chain.get(chain.size() - 1);
    if (!create(mine)) {
      return false;
    }
    followChain();
    chain.remove(chain.size() - 1);
    boolean last = chain.contains(mine);
    if (!last) {
      // The chain that this file was added to had been given free in between.
      fileSystem.delete(mine, false);
    }
    return last;
  }

  /** The files of all that are gone, this process's if it has one, and the next to be made. */
  private void followChain() throws IOException {
    chain.clear();
    Path file = new Path(folder, FolderLock.NAME);
    chain.add(file);
    for (Optional<LockOwner> owner = LockOwner.read(file, fileSystem);
        owner.isPresent();
        owner = LockOwner.read(file, fileSystem)) {
      if (!owner.get().equals(me)) {
        owner.get().checkIsGone(file);
      }
      file = new Path(folder, SUCCESSOR + owner.get().id());
      chain.add(file);
    }
  }

  /** In one step and with its content: a process may be killed at any moment. */
  private boolean create(Path file) throws IOException {
    Path written = new Path(folder, UNFINISHED + UUID.randomUUID());
    fileSystem.mkdirs(folder);
    try (var out = fileSystem.create(written, true)) {
      out.write(me.toString().getBytes(StandardCharsets.UTF_8));
    }
    try {
      return putInPlace(written, file);
    } finally {
      fileSystem.delete(written, false);
    }
  }

  private boolean putInPlace(Path written, Path file) throws IOException {
    if (!(fileSystem instanceof RawLocalFileSystem local)) {
      return fileSystem.rename(written, file);
    }
    // A local rename would replace the file of another process.
    try {
      Files.createLink(local.pathToFile(file).toPath(), local.pathToFile(written).toPath());
      return true;
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      return !fileSystem.exists(file) && fileSystem.rename(written, file);
    }
  }
}
