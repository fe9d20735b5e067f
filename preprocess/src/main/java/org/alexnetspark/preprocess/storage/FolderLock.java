package org.alexnetspark.preprocess.storage;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The right of one process to write into a folder: a file {@value #NAME} in it that says which. It
 * is taken over from a process of the same machine that is no more, so a run that was killed can be
 * resumed at once. Whether a process of another machine still lives cannot be told; then the folder
 * counts as in use.
 *
 * <p>Nobody but its owner removes a file, as two that found a dead owner at once could remove each
 * other's: who takes over adds a file named after the dead owner's, and the last of that chain
 * counts.
 *
 * <p>On an {@link ObjectStore}, where creating a file excludes nobody, each has a file of its own
 * name. It is written first, and then the others' are looked for: of two that come at once, whoever
 * wrote later sees the other's file and gives way. Both may, but never do both go on.
 */
public final class FolderLock implements Closeable {
  /** The file, which listings pass over as they do over every name that begins with a dot. */
  public static final String NAME = ".lock";

  private static final String SUCCESSOR = NAME + "-after-";
  private static final String UNFINISHED = NAME + "-new-";
  private static final String ANNOUNCEMENT = NAME + "-of-";
  private static final int TRIES = 100;

  private final FileSystem fileSystem;
  private final Path folder;
  private final boolean folderIsNew;
  private final LockOwner me = LockOwner.thisProcess();

  /** From the first owner's to this one's. */
  private final List<Path> chain = new ArrayList<>();

  private FolderLock(Path folder, Configuration configuration) throws IOException {
    this.fileSystem = Storage.of(folder, configuration);
    this.folder = folder;
    this.folderIsNew = !fileSystem.exists(folder);
  }

  /**
   * Takes the lock, and makes the folder if it is not there.
   *
   * @throws FolderInUseException if another process has it
   * @throws UnsuitableStoreException if nothing can be made there in one step
   */
  public static FolderLock take(Path folder, Configuration configuration) throws IOException {
    FolderLock lock = new FolderLock(folder, configuration);
    ObjectStore.checkSuits(lock.fileSystem, folder);
    if (ObjectStore.holds(lock.fileSystem)) {
      lock.announce();
      return lock;
    }
    for (int i = 0; i < TRIES; i++) {
      if (lock.succeed()) {
        return lock;
      }
    }
    throw new IOException("the file " + new Path(folder, NAME) + " cannot be made");
  }

  /**
   * Those that are gone leave files of names that are never used again, so anybody may remove them.
   */
  private void announce() throws IOException {
    List<Path> gone = requireOthersGone();
    Path mine = new Path(folder, ANNOUNCEMENT + me.id());
    ObjectStore.write(
        fileSystem, mine, out -> out.write(me.toString().getBytes(StandardCharsets.UTF_8)));
    try {
      gone.addAll(requireOthersGone());
    } catch (FolderInUseException e) {
      fileSystem.delete(mine, false);
      throw e;
    }
    chain.add(mine);
    for (Path file : gone) {
      fileSystem.delete(file, false);
    }
  }

  private List<Path> requireOthersGone() throws IOException {
    List<Path> gone = new ArrayList<>();
    if (!fileSystem.exists(folder)) {
      return gone;
    }
    for (FileStatus entry : fileSystem.listStatus(folder)) {
      Path file = entry.getPath();
      // Not only announcements: the folder may be a copy of one that lay elsewhere.
      if (file.getName().startsWith(NAME)) {
        Optional<LockOwner> owner = read(file);
        if (owner.isPresent() && !owner.get().equals(me)) {
          owner.get().checkIsGone(file);
          gone.add(file);
        }
      }
    }
    return gone;
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
    Path file = new Path(folder, NAME);
    chain.add(file);
    for (Optional<LockOwner> owner = read(file); owner.isPresent(); owner = read(file)) {
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

  private Optional<LockOwner> read(Path file) throws IOException {
    try (var in = fileSystem.open(file)) {
      return Optional.of(LockOwner.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Gives the folder free; one that this lock has made and that is still empty goes as well. */
  @Override
  public void close() throws IOException {
    for (Path file : chain) {
      fileSystem.delete(file, false);
    }
    boolean empty = true;
    for (FileStatus entry : fileSystem.listStatus(folder)) {
      if (entry.getPath().getName().startsWith(UNFINISHED)) {
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
