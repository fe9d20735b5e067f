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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alexnetspark.jobs.run.RunFiles;
import org.alexnetspark.jobs.run.VectorFile;
import org.alexnetspark.jobs.train.round.TrainingState;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The {@code checkpoints} folder of a run. A checkpoint is a folder {@code round-N} of weights,
 * momentum and state with their SHA-256 sums; it is written beside its place and renamed, so that
 * it is complete or absent.
 */
final class Checkpoints {
  private static final String PREFIX = "round-";
  private static final String WEIGHTS = "weights.npy";
  private static final String MOMENTUM = "momentum.npy";
  private static final String STATE = "state.json";
  private static final String SUMS = "SHA256SUMS";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;
  private final int kept;
  private final FileSystem fileSystem;
  private final RunFiles files;

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

  /**
   * Writes a checkpoint, then removes older ones. Where writing fails, those that are there stay.
   */
  void write(TrainingState state) throws IOException {
    Path complete = folder(state.round());
    Path partial = new Path(folder, "." + complete.getName() + ".tmp");
    fileSystem.delete(partial, true);
    fileSystem.mkdirs(partial);
    TreeMap<String, String> sums = new TreeMap<>();
    sums.put(
        WEIGHTS,
        files.write(new Path(partial, WEIGHTS), out -> VectorFile.write(out, state.weights())));
    sums.put(
        MOMENTUM,
        files.write(new Path(partial, MOMENTUM), out -> VectorFile.write(out, state.momentum())));
    sums.put(
        STATE,
        files.write(new Path(partial, STATE), out -> out.write(JSON.writeValueAsBytes(state))));
    StringBuilder lines = new StringBuilder();
    sums.forEach((name, sum) -> lines.append(sum).append("  ").append(name).append('\n'));
    files.write(
        new Path(partial, SUMS),
        out -> out.write(lines.toString().getBytes(StandardCharsets.UTF_8)));
    // Only a run that went back to an earlier checkpoint comes to the same round again.
    fileSystem.delete(complete, true);
    if (!fileSystem.rename(partial, complete)) {
      throw new IOException("the checkpoint " + complete + " could not be put into place");
    }
    for (Path outdated : newestFirst().stream().skip(kept).toList()) {
      if (round(outdated) != state.best().round()) {
        fileSystem.delete(outdated, true);
      }
    }
    for (Path unfinished : named("." + PREFIX)) {
      fileSystem.delete(unfinished, true);
    }
  }

  /** Rounds whose checkpoints are there. */
  Set<Integer> rounds() throws IOException {
    return newestFirst().stream().map(Checkpoints::round).collect(Collectors.toSet());
  }

  /** Looks at what a state needs besides its checkpoint. */
  @FunctionalInterface
  interface Check {
    void of(TrainingState state) throws IOException;
  }

  /**
   * The newest checkpoint that is whole. A damaged one is passed over, and said.
   *
   * @param weights how many the run's network has
   * @param momentum how many numbers of averaged momentum there are
   * @param check fails for a state that cannot be gone on from
   */
  Optional<TrainingState> newest(int weights, int momentum, Check check) throws IOException {
    for (Path checkpoint : newestFirst()) {
      try {
        TrainingState state = read(checkpoint, weights, momentum);
        check.of(state);
        return Optional.of(state);
      } catch (IOException e) {
        System.err.println(
            "warning: the checkpoint "
                + checkpoint
                + " is damaged ("
                + e.getMessage()
                + "); going back to the one before");
      }
    }
    return Optional.empty();
  }

  private TrainingState read(Path checkpoint, int weights, int momentum) throws IOException {
    Map<String, String> sums = sums(checkpoint);
    TrainingState state =
        files.read(
            new Path(checkpoint, STATE),
            sums.get(STATE),
            in -> JSON.readValue(in.readAllBytes(), TrainingState.class));
    return state.withVectors(
        files.read(
            new Path(checkpoint, WEIGHTS), sums.get(WEIGHTS), in -> VectorFile.read(in, weights)),
        files.read(
            new Path(checkpoint, MOMENTUM),
            sums.get(MOMENTUM),
            in -> VectorFile.read(in, momentum)));
  }

  private Map<String, String> sums(Path checkpoint) throws IOException {
    try (InputStream in = fileSystem.open(new Path(checkpoint, SUMS))) {
      Map<String, String> sums = new HashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("  ", 2))
          .forEach(pair -> sums.put(pair[pair.length - 1], pair[0]));
      return sums;
    }
  }

  private List<Path> newestFirst() throws IOException {
    List<Path> checkpoints = named(PREFIX);
    checkpoints.sort(Comparator.comparingInt(Checkpoints::round).reversed());
    return checkpoints;
  }

  private List<Path> named(String prefix) throws IOException {
    List<Path> found = new ArrayList<>();
    if (fileSystem.exists(folder)) {
      Arrays.stream(fileSystem.listStatus(folder))
          .map(FileStatus::getPath)
          .filter(path -> path.getName().startsWith(prefix))
          .forEach(found::add);
    }
    return found;
  }

  private static int round(Path checkpoint) {
    return Integer.parseInt(checkpoint.getName().substring(PREFIX.length()));
  }

  private Path folder(int round) {
    return new Path(folder, PREFIX + round);
  }
}
