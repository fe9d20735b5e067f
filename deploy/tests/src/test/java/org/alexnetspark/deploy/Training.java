package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A training run of these tests: its options, the same wherever it runs, and what is read from its
 * folder.
 *
 * @param rounds after which it ends
 */
record Training(int rounds, List<String> options) {
  /** Of seconds. */
  static final Training SHORT =
      new Training(
          6,
          List.of(
              "--width", "0.06", "--batch-size", "4", "--workers", "2", "--average-every", "2"));

  /** With more rounds, and three workers, so that there is work for another executor. */
  static final Training LONG =
      new Training(
          20,
          List.of(
              "--width", "0.06", "--batch-size", "4", "--workers", "3", "--average-every", "2"));

  private static final String CHECKPOINT = "round-";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The arguments of train.jar for the whole run. */
  List<String> arguments(String dataset, String run) {
    return arguments(dataset, run, rounds);
  }

  /** The arguments of train.jar for a first part of the run. */
  List<String> arguments(String dataset, String run, int firstRounds) {
    return Stream.of(
            List.of("--data", dataset, "--output", run, "--rounds", String.valueOf(firstRounds)),
            List.of("--init", "he", "--schedule", "constant", "--seed", "3"),
            List.of("--checkpoint-every", "1"),
            options)
        .flatMap(List::stream)
        .toList();
  }

  /** SHA-256 sums of the weights and the momentum at the run's end. */
  List<String> result(String run) throws IOException {
    return result(run, rounds);
  }

  /** SHA-256 sums of the weights and the momentum after a round. */
  static List<String> result(String run, int round) throws IOException {
    String sums = text(run + "/checkpoints/" + CHECKPOINT + round + "/SHA256SUMS");
    List<String> result = sums.lines().filter(line -> line.endsWith(".npy")).toList();
    assertThat(result).as(sums).hasSize(2);
    return result;
  }

  /** Whether the run has come so far. */
  static boolean hasCheckpoint(String run, int round) throws IOException {
    return exists(run + "/checkpoints/" + CHECKPOINT + round);
  }

  /** The last round that has a checkpoint, or 0. */
  static int newestCheckpoint(String run) throws IOException {
    Path folder = new Path(run, "checkpoints");
    FileSystem files = folder.getFileSystem(new Configuration());
    int newest = 0;
    for (FileStatus checkpoint : files.globStatus(new Path(folder, CHECKPOINT + "*"))) {
      String round = checkpoint.getPath().getName().substring(CHECKPOINT.length());
      newest = Math.max(newest, Integer.parseInt(round));
    }
    return newest;
  }

  /** Where the workers of the last round were, as run.json says. */
  static List<JsonNode> devices(String run) throws IOException {
    List<JsonNode> devices = new ArrayList<>();
    JSON.readTree(text(run + "/run.json")).get("devices").forEach(devices::add);
    return devices;
  }

  /** The GPUs that the towers of each executor had. */
  static List<List<String>> gpusByExecutor(String run) throws IOException {
    List<List<String>> gpus = new ArrayList<>();
    TreeSet<String> executors = new TreeSet<>();
    for (JsonNode worker : devices(run)) {
      if (executors.add(worker.get("executor").asText())) {
        gpus.add(List.of(JSON.convertValue(worker.get("gpus"), String[].class)));
      }
    }
    return gpus;
  }

  static boolean exists(String uri) throws IOException {
    Path path = new Path(uri);
    return path.getFileSystem(new Configuration()).exists(path);
  }

  private static String text(String uri) throws IOException {
    Path path = new Path(uri);
    FileSystem files = path.getFileSystem(new Configuration());
    try (var in = files.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
