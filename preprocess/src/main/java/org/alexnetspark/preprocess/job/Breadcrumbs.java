package org.alexnetspark.preprocess.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds a photograph that kills its executor: native decoders cannot be caught. A task that is
 * retried writes down which photograph it is about to decode, which the first attempt has no time
 * for. Where two retries ended at the same photograph, the next one passes over it.
 */
final class Breadcrumbs {
  private final FileSystem fileSystem;
  private final Path folder;
  private final int shard;
  private final int attempt;

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
    if (attempt > 0) {
      try (OutputStream out = fileSystem.create(file(attempt), true)) {
        out.write(path.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** Called when an attempt ends in a way that Java can catch: it speaks against no photograph. */
  void forget() throws IOException {
    fileSystem.delete(file(attempt), false);
  }

  private Optional<String> read(int earlier) throws IOException {
    try (InputStream in = fileSystem.open(file(earlier))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .filter(path -> !path.isEmpty());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private Path file(int number) {
    return new Path(folder, shard + "-" + number);
  }
}
