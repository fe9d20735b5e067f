package org.alexnetspark.preprocess.job;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds a photograph that kills its executor: native decoders cannot be caught. A task that is
 * retried writes down which photograph it is about to decode, which the first attempt has no time
 * for. Where two retries ended at the same photograph, the next one passes over it.
 */
final class Breadcrumbs implements Closeable {
  /** Hadoop's word for streams that can hand over what was written so far. */
  private static final String HFLUSH = "hflush";

  /** Ends a photograph's name; the one character that no name can have. */
  private static final char END = '\0';

  private final FileSystem fileSystem;
  private final Path folder;
  private final int shard;
  private final int attempt;
  private FSDataOutputStream trail;

  /**
   * The breadcrumbs of one attempt.
   *
   * @param folder of the job's
   * @param attempt 0 for the first
   */
  Breadcrumbs(Path folder, int shard, int attempt, Configuration configuration) throws IOException {
    this.fileSystem = folder.getFileSystem(configuration);
    this.folder = folder;
    this.shard = shard;
    this.attempt = attempt;
  }

  /** The photograph at which two earlier attempts ended, if there is one. */
  Optional<String> deadly() throws IOException {
    Set<String> ends = new HashSet<>();
    for (int earlier = 1; earlier < attempt; earlier++) {
      Optional<String> end = read(earlier);
      if (end.isPresent() && !ends.add(end.get())) {
        return end;
      }
    }
    return Optional.empty();
  }

  /** Called before a photograph is decoded. */
  void at(String path) throws IOException {
    if (attempt == 0) {
      return;
    }
    if (trail == null) {
      trail = fileSystem.create(file(attempt), true);
    }
    trail.write((path + END).getBytes(StandardCharsets.UTF_8));
    if (reachesReaders(trail)) {
      trail.hflush();
    } else {
      close();
    }
  }

  /**
   * Whether what was written can be read before the file is closed, whatever becomes of the writer:
   * then there is one file for an attempt, where HDFS would make one for every photograph. Hadoop's
   * local files with sums say so and do not.
   */
  private boolean reachesReaders(FSDataOutputStream out) {
    return !(fileSystem instanceof ChecksumFileSystem) && out.hasCapability(HFLUSH);
  }

  /** Called when an attempt ends in a way that Java can catch: it speaks against no photograph. */
  void forget() throws IOException {
    close();
    fileSystem.delete(file(attempt), false);
  }

  @Override
  public void close() throws IOException {
    if (trail != null) {
      FSDataOutputStream ended = trail;
      trail = null;
      ended.close();
    }
  }

  /** The last photograph that an attempt was at; a name that does not end was not reached. */
  private Optional<String> read(int earlier) throws IOException {
    try (InputStream in = fileSystem.open(file(earlier))) {
      String names = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int end = names.lastIndexOf(END);
      return end < 0
          ? Optional.empty()
          : Optional.of(names.substring(names.lastIndexOf(END, end - 1) + 1, end));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private Path file(int number) {
    return new Path(folder, shard + "-" + number);
  }
}
