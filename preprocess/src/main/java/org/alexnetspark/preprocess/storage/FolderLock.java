package org.alexnetspark.preprocess.storage;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 */
public final class FolderLock implements Closeable {
  /** The file, which listings pass over as they do over every name that begins with a dot. */
  public static final String NAME = ".lock";

  private static final String SUCCESSOR = NAME + "-after-";
  private static final String UNFINISHED = NAME + "-new-";
  private static final int TRIES = 100;

  private final FileSystem fileSystem;
  private final Path folder;
  private final boolean folderIsNew;
  private final Owner me = Owner.thisProcess();

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
   */
  public static FolderLock take(Path folder, Configuration configuration) throws IOException {
    FolderLock lock = new FolderLock(folder, configuration);
    for (int i = 0; i < TRIES; i++) {
      if (lock.succeed()) {
        return lock;
      }
    }
    throw new IOException("the file " + new Path(folder, NAME) + " cannot be made");
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
    for (Optional<Owner> owner = read(file); owner.isPresent(); owner = read(file)) {
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

  private Optional<Owner> read(Path file) throws IOException {
    try (var in = fileSystem.open(file)) {
      return Optional.of(Owner.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
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

  /**
   * A process.
   *
   * @param id of the lock it took
   * @param host its machine
   * @param pid its number there
   * @param started numbers are used again: another process would have begun at another time
   */
  private record Owner(String id, String host, long pid, Instant started) {
    /** The system's clock is set now and then, and with it the time at which processes began. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(3);

    static Owner thisProcess() {
      ProcessHandle process = ProcessHandle.current();
      return new Owner(
          UUID.randomUUID().toString(),
          hostName(),
          process.pid(),
          process.info().startInstant().orElse(Instant.EPOCH));
    }

    static Owner parse(String text) {
      String[] words = text.strip().split(" ", -1);
      try {
        return new Owner(words[0], words[1], Long.parseLong(words[2]), Instant.parse(words[3]));
      } catch (RuntimeException e) {
        return new Owner("unknown", "unknown", 0, Instant.EPOCH);
      }
    }

    void checkIsGone(Path file) {
      boolean here = host.equals(hostName());
      if (here && !isAlive()) {
        return;
      }
      throw new FolderInUseException(
          String.format(
              Locale.ROOT,
              "%s: process %d on %s, which began at %s, is writing here; wait until it has ended, or"
                  + " choose another folder%s",
              file.getParent(),
              pid,
              host,
              started,
              here ? "" : "; if it is no more, delete " + file));
    }

    private boolean isAlive() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> !isZombie())
          .flatMap(process -> process.info().startInstant())
          .filter(start -> Duration.between(started, start).abs().compareTo(CLOCK_TOLERANCE) <= 0)
          .isPresent();
    }

    /** Dead, but its parent has not asked after it; only Linux tells. */
    private boolean isZombie() {
      try {
        String status = Files.readString(java.nio.file.Path.of("/proc/" + pid + "/stat"));
        return status.substring(status.lastIndexOf(')')).startsWith(") Z");
      } catch (IOException e) {
        return false;
      }
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }

    @Override
    public String toString() {
      return id + " " + host + " " + pid + " " + started;
    }
  }
}
