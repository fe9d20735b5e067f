package org.alexnetspark.preprocess.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A process that has the right to write into a folder, or had.
 *
 * @param id of the lock it took
 * @param host its machine
 * @param pid its number there
 * @param started numbers are used again: another process would have begun at another time
 */
record LockOwner(String id, String host, long pid, Instant started) {
  /** The system's clock is set now and then, and with it the time at which processes began. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(3);

  static LockOwner thisProcess() {
    ProcessHandle process = ProcessHandle.current();
    return new LockOwner(
        UUID.randomUUID().toString(),
        hostName(),
        process.pid(),
        process.info().startInstant().orElse(Instant.EPOCH));
  }

  /** The owner that a file names; empty where there is no such file. */
  static Optional<LockOwner> read(Path file, FileSystem fileSystem) throws IOException {
    try (var in = fileSystem.open(file)) {
      return Optional.of(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static LockOwner parse(String text) {
    String[] words = text.strip().split(" ", -1);
    try {
      return new LockOwner(words[0], words[1], Long.parseLong(words[2]), Instant.parse(words[3]));
    } catch (RuntimeException e) {
      return new LockOwner("unknown", "unknown", 0, Instant.EPOCH);
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
