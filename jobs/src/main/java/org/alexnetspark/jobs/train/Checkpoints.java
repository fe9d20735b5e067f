package org.alexnetspark.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.alexnetspark.jobs.run.VectorFile;
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
  private static final int KEPT = 2;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final FileSystem files;
  private final Path folder;

  /**
   * @param folder of the checkpoints, made with the first of them
   */
  Checkpoints(Path folder, Configuration configuration) throws IOException {
    this.folder = folder;
    this.files = folder.getFileSystem(configuration);
  }

  /** Writes a checkpoint, then removes those older than the last two. */
  void write(TrainingState state) throws IOException {
    Path complete = folder(state.round());
    Path partial = new Path(folder, "." + complete.getName() + ".tmp");
    files.delete(partial, true);
    files.mkdirs(partial);
    TreeMap<String, String> sums = new TreeMap<>();
    sums.put(
        WEIGHTS, write(new Path(partial, WEIGHTS), out -> VectorFile.write(out, state.weights())));
    sums.put(
        MOMENTUM,
        write(new Path(partial, MOMENTUM), out -> VectorFile.write(out, state.momentum())));
    sums.put(
        STATE, write(new Path(partial, STATE), out -> out.write(JSON.writeValueAsBytes(state))));
    StringBuilder lines = new StringBuilder();
    sums.forEach((name, sum) -> lines.append(sum).append("  ").append(name).append('\n'));
    write(
        new Path(partial, SUMS),
        out -> out.write(lines.toString().getBytes(StandardCharsets.UTF_8)));
    files.delete(complete, true);
    if (!files.rename(partial, complete)) {
      throw new IOException("the checkpoint " + complete + " could not be put into place");
    }
    for (Path outdated : newestFirst().stream().skip(KEPT).toList()) {
      files.delete(outdated, true);
    }
  }

  /**
   * The newest checkpoint that is whole. A damaged one is passed over, and said.
   *
   * @param parameters length of the weights that the run's network has
   */
  Optional<TrainingState> newest(int parameters) throws IOException {
    for (Path checkpoint : newestFirst()) {
      try {
        return Optional.of(read(checkpoint, parameters));
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

  private TrainingState read(Path checkpoint, int parameters) throws IOException {
    TreeMap<String, String> sums = new TreeMap<>();
    String lines =
        read(
            new Path(checkpoint, SUMS),
            null,
            in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
    lines.lines().map(line -> line.split("  ", 2)).forEach(pair -> sums.put(pair[1], pair[0]));
    TrainingState state =
        read(
            new Path(checkpoint, STATE),
            sums.get(STATE),
            in -> JSON.readValue(in.readAllBytes(), TrainingState.class));
    float[] weights =
        read(
            new Path(checkpoint, WEIGHTS),
            sums.get(WEIGHTS),
            in -> VectorFile.read(in, parameters));
    float[] momentum =
        read(
            new Path(checkpoint, MOMENTUM),
            sums.get(MOMENTUM),
            in -> VectorFile.read(in, parameters));
    return state.withVectors(weights, momentum);
  }

  private interface Writer {
    void to(OutputStream out) throws IOException;
  }

  private interface Reader<T> {
    T from(InputStream in) throws IOException;
  }

  /** Writes a file and returns its sum. */
  private String write(Path file, Writer content) throws IOException {
    MessageDigest digest = sha256();
    try (OutputStream out =
        new DigestOutputStream(new BufferedOutputStream(files.create(file, true)), digest)) {
      content.to(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Reads a file and compares its sum, where one is given. */
  private <T> T read(Path file, String sum, Reader<T> content) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(files.open(file), digest)) {
      T value = content.from(in);
      in.transferTo(OutputStream.nullOutputStream());
      if (sum != null && !sum.equals(HexFormat.of().formatHex(digest.digest()))) {
        throw new IOException(file.getName() + " does not have the sum that was noted");
      }
      return value;
    }
  }

  private List<Path> newestFirst() throws IOException {
    if (!files.exists(folder)) {
      return List.of();
    }
    List<Path> checkpoints = new ArrayList<>();
    Arrays.stream(files.listStatus(folder))
        .map(FileStatus::getPath)
        .filter(path -> path.getName().startsWith(PREFIX))
        .forEach(checkpoints::add);
    checkpoints.sort(Comparator.comparingInt(Checkpoints::round).reversed());
    return checkpoints;
  }

  private static int round(Path checkpoint) {
    return Integer.parseInt(checkpoint.getName().substring(PREFIX.length()));
  }

  private Path folder(int round) {
    return new Path(folder, PREFIX + round);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
