package org.alexnetspark.jobs.train.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.cli.UnusableArgumentException;
import org.alexnetspark.jobs.run.RunFiles;
import org.alexnetspark.jobs.train.round.TrainingState;
import org.alexnetspark.model.specification.NetworkJson;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.npy.NpyFile;
import org.alexnetspark.preprocess.storage.ObjectStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The {@code checkpoints} folder of a run. A checkpoint is a folder {@code round-N} of weights,
 * momentum, state and the network's definition with their SHA-256 checksums; it is written beside
 * its place and renamed, so that it is complete or absent. One that takes the place of another of
 * the same round moves that aside first, to {@code .round-N.old}, so that there is a whole one at
 * any time.
 *
 * <p>Folders of object stores cannot be renamed in one step. There a checkpoint is written in its
 * place, the checksums last and removed first: a folder without them is none.
 */
final class Checkpoints {
  private static final String PREFIX = "round-";
  private static final Pattern COMPLETE = Pattern.compile("round-(\\d{1,9})");
  private static final Pattern ASIDE = Pattern.compile("\\.round-(\\d{1,9})\\.old");
  private static final String WEIGHTS = "weights.npy";
  private static final String MOMENTUM = "momentum.npy";
  private static final String STATE = "state.json";
  private static final String SUMS = "SHA256SUMS";

  /** The definition of the network that the weights are of; a DL4J graph has none. */
  static final String NETWORK = "network.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;
  private final int kept;
  private final FileSystem fileSystem;
  private final RunFiles files;
  private NetworkSpecification network;

  /**
   * @param folder of the checkpoints, made with the first of them
   * @param kept how many of the newest stay, beside the one with the best evaluation
   */
  Checkpoints(Path folder, int kept, Configuration configuration) throws IOException {
    this.folder = folder;
    this.kept = kept;
    this.fileSystem = folder.getFileSystem(configuration);
    this.files = new RunFiles(folder, configuration);
  }

  /** From here on, checkpoints are of this network; null for a DL4J graph. */
  void areOf(NetworkSpecification definition) {
    network = definition;
  }

  /**
   * Writes a checkpoint, then removes older ones. Where writing fails, those that are there stay.
   */
  void write(TrainingState state) throws IOException {
    Path complete = folder(state.round());
    Path partial = inPlace() ? complete : partial(state.round());
    remove(partial);
    fileSystem.mkdirs(partial);
    TreeMap<String, String> checksums = new TreeMap<>();
    checksums.put(
        WEIGHTS,
        files.write(
            new Path(partial, WEIGHTS),
            out -> NpyFile.write(out, state.weights(), state.weights().length)));
    checksums.put(
        MOMENTUM,
        files.write(
            new Path(partial, MOMENTUM),
            out -> NpyFile.write(out, state.momentum(), state.momentum().length)));
    checksums.put(
        STATE,
        files.write(new Path(partial, STATE), out -> out.write(JSON.writeValueAsBytes(state))));
    if (network != null) {
      byte[] definition = NetworkInJson.pretty(network);
      checksums.put(NETWORK, files.write(new Path(partial, NETWORK), out -> out.write(definition)));
    }
    StringBuilder lines = new StringBuilder();
    checksums.forEach(
        (name, checksum) -> lines.append(checksum).append("  ").append(name).append('\n'));
    files.write(
        new Path(partial, SUMS),
        out -> out.write(lines.toString().getBytes(StandardCharsets.UTF_8)));
    if (!inPlace()) {
      putInPlace(partial, complete, aside(state.round()));
    }
    removeOutdated(state);
  }

  private void putInPlace(Path partial, Path complete, Path before) throws IOException {
    if (fileSystem.exists(complete)) {
      fileSystem.delete(before, true);
      rename(complete, before);
    }
    rename(partial, complete);
  }

  private boolean inPlace() {
    return ObjectStore.holds(fileSystem);
  }

  /** A folder goes file by file; what says that it is complete goes before the others. */
  private void remove(Path checkpoint) throws IOException {
    if (inPlace()) {
      fileSystem.delete(new Path(checkpoint, SUMS), false);
    }
    fileSystem.delete(checkpoint, true);
  }

  private void rename(Path from, Path to) throws IOException {
    if (!fileSystem.rename(from, to)) {
      throw new IOException("the checkpoint " + from + " could not be renamed to " + to);
    }
  }

  /**
   * A run that went back to an earlier checkpoint leaves later ones behind, which are of no use to
   * it and must not count as its newest.
   */
  private void removeOutdated(TrainingState written) throws IOException {
    Set<Integer> staying =
        complete().keySet().stream()
            .filter(round -> round <= written.round())
            .sorted(Comparator.reverseOrder())
            .limit(kept)
            .collect(Collectors.toSet());
    if (written.best().round() > 0) {
      staying.add(written.best().round());
    }
    for (Path leftOver : named("." + PREFIX)) {
      fileSystem.delete(leftOver, true);
    }
    for (Map.Entry<Integer, Path> each : matching(COMPLETE).entrySet()) {
      if (!staying.contains(each.getKey())) {
        removeWhole(each.getKey(), each.getValue());
      }
    }
  }

  /** Deleting takes a while: what is half deleted must not look like a checkpoint. */
  private void removeWhole(int round, Path checkpoint) throws IOException {
    Path doomed = inPlace() ? checkpoint : partial(round);
    if (!inPlace()) {
      rename(checkpoint, doomed);
    }
    remove(doomed);
  }

  /**
   * Puts back what was moved aside when a process ended in the middle of replacing it, once it is
   * known that the run goes on. Nothing is moved on an object store.
   */
  void recover() throws IOException {
    if (inPlace()) {
      return;
    }
    for (Map.Entry<Integer, Path> each : matching(ASIDE).entrySet()) {
      Path complete = folder(each.getKey());
      if (!fileSystem.exists(complete)) {
        rename(each.getValue(), complete);
      }
    }
  }

  /** Rounds whose checkpoints are there. */
  Set<Integer> rounds() throws IOException {
    return usable().keySet();
  }

  /** Looks at what a state needs besides its checkpoint. */
  @FunctionalInterface
  interface Check {
    void of(TrainingState state) throws IOException;
  }

  /**
   * The newest checkpoint that is whole; empty where there is none at all. A damaged one is passed
   * over, and said. Nothing is changed.
   *
   * @param weights how many the run's network has
   * @param momentum how many numbers of averaged momentum there are
   * @param check fails for a state that cannot be gone on from
   * @throws UnusableArgumentException naming each, if there are some and all are damaged
   */
  Optional<TrainingState> newest(int weights, int momentum, Check check) throws IOException {
    List<String> damaged = new ArrayList<>();
    for (Path checkpoint : usable().descendingMap().values()) {
      try {
        TrainingState state = read(checkpoint, weights, momentum);
        check.of(state);
        damaged.forEach(
            each ->
                System.err.println(
                    "warning: the checkpoint "
                        + each
                        + " is damaged; going back to the one before"));
        return Optional.of(state);
      } catch (IOException e) {
        damaged.add(checkpoint + " (" + e.getMessage() + ")");
      }
    }
    if (!damaged.isEmpty()) {
      throw new UnusableArgumentException(
          "--resume: no checkpoint of this run is whole: "
              + String.join(", ", damaged)
              + "; put a copy of one back, or begin a new run in another folder");
    }
    return Optional.empty();
  }

  /**
   * The checkpoint after a round.
   *
   * @throws IOException if there is none, or it is damaged
   */
  TrainingState of(int round, int weights, int momentum) throws IOException {
    Path checkpoint = usable().get(round);
    if (checkpoint == null) {
      throw new IOException("there is no checkpoint of round " + round);
    }
    return read(checkpoint, weights, momentum);
  }

  private TrainingState read(Path checkpoint, int weights, int momentum) throws IOException {
    Map<String, String> checksums = checksums(checkpoint);
    requireSameNetwork(checkpoint, checksums.get(NETWORK));
    TrainingState state =
        files.read(
            new Path(checkpoint, STATE),
            checksums.get(STATE),
            in -> JSON.readValue(in.readAllBytes(), TrainingState.class));
    return state.withVectors(
        files.read(
            new Path(checkpoint, WEIGHTS), checksums.get(WEIGHTS), in -> NpyFile.read(in, weights)),
        files.read(
            new Path(checkpoint, MOMENTUM),
            checksums.get(MOMENTUM),
            in -> NpyFile.read(in, momentum)));
  }

  /** Versions before wrote no definition. */
  private void requireSameNetwork(Path checkpoint, String checksum) throws IOException {
    if (checksum == null || network == null) {
      return;
    }
    byte[] definition =
        files.read(new Path(checkpoint, NETWORK), checksum, InputStream::readAllBytes);
    String json = new String(definition, StandardCharsets.UTF_8);
    if (!NetworkJson.read(json).equals(network)) {
      throw new IOException("it is of another network than the run");
    }
  }

  private Map<String, String> checksums(Path checkpoint) throws IOException {
    try (InputStream in = fileSystem.open(new Path(checkpoint, SUMS))) {
      Map<String, String> checksums = new HashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("  ", 2))
          .forEach(pair -> checksums.put(pair[pair.length - 1], pair[0]));
      return checksums;
    }
  }

  /** By round; one that was moved aside counts where no other took its place. */
  private NavigableMap<Integer, Path> usable() throws IOException {
    NavigableMap<Integer, Path> checkpoints = matching(ASIDE);
    checkpoints.putAll(complete());
    return checkpoints;
  }

  private NavigableMap<Integer, Path> complete() throws IOException {
    NavigableMap<Integer, Path> complete = matching(COMPLETE);
    if (inPlace()) {
      for (Integer round : List.copyOf(complete.keySet())) {
        if (!fileSystem.exists(new Path(complete.get(round), SUMS))) {
          complete.remove(round);
        }
      }
    }
    return complete;
  }

  private NavigableMap<Integer, Path> matching(Pattern name) throws IOException {
    NavigableMap<Integer, Path> byRound = new TreeMap<>();
    for (Path path : named("")) {
      Matcher matcher = name.matcher(path.getName());
      if (matcher.matches()) {
        byRound.put(Integer.valueOf(matcher.group(1)), path);
      }
    }
    return byRound;
  }

  private List<Path> named(String prefix) throws IOException {
    if (!fileSystem.exists(folder)) {
      return List.of();
    }
    return Arrays.stream(fileSystem.listStatus(folder))
        .map(FileStatus::getPath)
        .filter(path -> path.getName().startsWith(prefix))
        .toList();
  }

  private Path folder(int round) {
    return new Path(folder, PREFIX + round);
  }

  private Path partial(int round) {
    return new Path(folder, "." + PREFIX + round + ".tmp");
  }

  private Path aside(int round) {
    return new Path(folder, "." + PREFIX + round + ".old");
  }
}
