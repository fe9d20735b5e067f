package org.alexnetspark.preprocess.job;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alexnetspark.preprocess.input.UnusableInputException;
import org.alexnetspark.preprocess.storage.ObjectStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder, beside the splits, in which a run keeps everything until it is published: {@code
 * _temporary/<split>/<fingerprint>}. Readers of Hadoop file systems pass over names that begin with
 * an underscore. Closing it removes it, unless it holds finished shards that were not published: a
 * later run may go on with them.
 */
public final class Staging implements Closeable {
  /** Beside the splits. */
  static final String FOLDER = "_temporary";

  /** Beside the folder of the run: how it was called. */
  private static final String OPTIONS = "options.json";

  /** Beside the folder of the run: what it found, to say what is different in a later one. */
  private static final String FOUND = "found.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FileSystem fileSystem;
  private final Path output;
  private final boolean outputIsNew;
  private final Path splitFolder;
  private final Path path;
  private boolean published;

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
    this.splitFolder = splitFolder(output, split);
    this.path = new Path(splitFolder, fingerprint);
  }

  private static Path splitFolder(Path output, String split) {
    return new Path(new Path(output, FOLDER), split);
  }

  /** How a run that left something behind was called, as {@link #begin} was told. */
  static Optional<byte[]> options(Path output, String split, FileSystem fileSystem)
      throws IOException {
    Path file = new Path(splitFolder(output, split), OPTIONS);
    if (!fileSystem.exists(file)) {
      return Optional.empty();
    }
    try (var in = fileSystem.open(file)) {
      return Optional.of(in.readAllBytes());
    }
  }

  /** Notes how a run was called, before it looks for photographs. */
  static void announce(
      Path output, String split, byte[] options, Leftovers leftovers, FileSystem fileSystem)
      throws IOException {
    Path folder = splitFolder(output, split);
    if (leftovers == Leftovers.REMOVE) {
      fileSystem.delete(folder, true);
    }
    if (!fileSystem.exists(new Path(folder, OPTIONS))) {
      write(new Path(folder, OPTIONS), options, fileSystem);
    }
  }

  /** Takes back what {@link #announce} wrote where nothing came of it. */
  static void withdraw(Path output, String split, FileSystem fileSystem) throws IOException {
    Path folder = splitFolder(output, split);
    if (fileSystem.exists(folder) && finishedShards(folder, fileSystem) == 0) {
      remove(folder, fileSystem);
    }
  }

  /** The attempts in the folders of all runs that have an outcome. */
  private static long finishedShards(Path splitFolder, FileSystem fileSystem) throws IOException {
    long finished = 0;
    for (FileStatus run : fileSystem.listStatus(splitFolder)) {
      if (run.isDirectory()) {
        for (FileStatus attempt : fileSystem.listStatus(run.getPath())) {
          if (fileSystem.exists(new AttemptFolder(attempt.getPath()).outcome())) {
            finished++;
          }
        }
      }
    }
    return finished;
  }

  private static void remove(Path splitFolder, FileSystem fileSystem) throws IOException {
    fileSystem.delete(splitFolder, true);
    deleteIfEmpty(splitFolder.getParent(), fileSystem);
  }

  /** Written aside first: a process may be killed at any moment. */
  private static void write(Path file, byte[] content, FileSystem fileSystem) throws IOException {
    if (ObjectStore.holds(fileSystem)) {
      ObjectStore.write(fileSystem, file, out -> out.write(content));
      return;
    }
    Path written = file.suffix(".part");
    try (var out = fileSystem.create(written, true)) {
      out.write(content);
    }
    fileSystem.delete(file, false);
    if (!fileSystem.rename(written, file)) {
      throw new IOException("cannot rename " + written + " to " + file);
    }
  }

  /**
   * Makes the folder, or finds that of an earlier run.
   *
   * @param found what the run found, by name, for people
   */
  static Staging begin(
      Path output,
      String split,
      String fingerprint,
      Map<String, String> found,
      Leftovers leftovers,
      Configuration configuration)
      throws IOException {
    Staging staging = new Staging(output.getFileSystem(configuration), output, split, fingerprint);
    if (leftovers == Leftovers.REMOVE) {
      staging.fileSystem.delete(staging.splitFolder, true);
    } else {
      staging.checkLeftovers(found);
    }
    write(
        new Path(staging.splitFolder, FOUND),
        JSON.writeValueAsBytes(new TreeMap<>(found)),
        staging.fileSystem);
    if (!staging.fileSystem.mkdirs(staging.path)) {
      throw new IOException("the folder " + staging.path + " cannot be made");
    }
    return staging;
  }

  private void checkLeftovers(Map<String, String> found) throws IOException {
    if (!fileSystem.exists(splitFolder)
        || fileSystem.exists(path)
        || finishedShards(splitFolder, fileSystem) == 0) {
      return;
    }
    throw new UnusableInputException(
        String.format(
            Locale.ROOT,
            "--resume: the run that left %s %s; without --resume it is removed",
            splitFolder,
            differences(found)));
  }

  private String differences(Map<String, String> found) throws IOException {
    Map<String, String> earlier = new TreeMap<>();
    Path file = new Path(splitFolder, FOUND);
    if (fileSystem.exists(file)) {
      try (var in = fileSystem.open(file)) {
        earlier.putAll(
            JSON.readValue(in.readAllBytes(), new TypeReference<Map<String, String>>() {}));
      }
    }
    String differing =
        earlier.entrySet().stream()
            .filter(each -> !Objects.equals(each.getValue(), found.get(each.getKey())))
            .map(
                each ->
                    String.format(
                        Locale.ROOT,
                        "%s %s (now %s)",
                        each.getKey(),
                        each.getValue(),
                        found.get(each.getKey())))
            .collect(Collectors.joining(", "));
    return differing.isEmpty()
        ? "had other photographs, options or another version"
        : "had " + differing;
  }

  /** The folder of this run. */
  public Path path() {
    return path;
  }

  /** Whether there is anything that a later run could go on with. */
  public boolean holdsFinishedShards() throws IOException {
    return !published
        && fileSystem.exists(splitFolder)
        && finishedShards(splitFolder, fileSystem) > 0;
  }

  /** All of it has become a split. */
  void published() {
    published = true;
  }

  @Override
  public void close() throws IOException {
    boolean announced = fileSystem.exists(new Path(splitFolder, OPTIONS));
    if (holdsFinishedShards() || (announced && !published)) {
      return; // how it was called may be all that a run that was stopped early has left
    }
    remove(splitFolder, fileSystem);
    if (outputIsNew) {
      deleteIfEmpty(output, fileSystem);
    }
  }

  private static void deleteIfEmpty(Path folder, FileSystem fileSystem) throws IOException {
    if (fileSystem.exists(folder) && fileSystem.listStatus(folder).length == 0) {
      fileSystem.delete(folder, false);
    }
  }
}
