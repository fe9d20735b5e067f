package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.demo.DrawPhotographs;
import org.alexnetspark.jobs.preprocess.PreprocessCommand;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsFile;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.jobs.run.VectorFile;
import org.alexnetspark.model.NetworkSpecification;
import org.apache.hadoop.conf.Configuration;

/** Runs of a narrow network on a few drawn pictures, and what they left behind. */
public final class SmallRuns {
  public static final int TRAIN_PER_CLASS = 8;
  public static final int VAL_PER_CLASS = 3;
  public static final int CLASSES = 10;
  static final NetworkSpecification NETWORK = NetworkSpecification.paper(CLASSES).withWidth(0.05);

  private static final String[] OPTIONS = {
    "--width", "0.05", "--batch-size", "8", "--init", "he", "--schedule", "constant", "--seed", "3"
  };

  private SmallRuns() {}

  /** Draws photographs into a folder and makes a dataset of them, with what Spark is set to. */
  public static Path dataset(Path work) throws IOException {
    Path photographs = work.resolve("photographs");
    DrawPhotographs.draw(photographs, TRAIN_PER_CLASS, VAL_PER_CLASS, 1);
    Path dataset = work.resolve("dataset");
    for (String split : List.of("train", "val")) {
      int status =
          JobMain.run(
              new PreprocessCommand(),
              "--input",
              photographs.resolve(split).toString(),
              "--output",
              dataset.toString(),
              "--split",
              split,
              "--shard-mb",
              "4");
      assertThat(status).isZero();
    }
    return dataset;
  }

  /** The arguments of a training run. */
  static String[] arguments(Path dataset, String run, String... more) {
    // Relative, as people name folders; executors have working directories of their own.
    Path data = Path.of("").toAbsolutePath().relativize(dataset);
    return Stream.of(
            Stream.of("train", "--data", data.toString(), "--output", run),
            Arrays.stream(OPTIONS),
            Arrays.stream(more))
        .flatMap(arguments -> arguments)
        .toArray(String[]::new);
  }

  /** Trains in this process and returns the exit status. */
  static int train(Path dataset, Path run, String... more) {
    return TrainJar.run(arguments(dataset, run.toString(), more));
  }

  public static List<MetricsLine> metrics(Path run) throws IOException {
    return MetricsFile.read(
        new org.apache.hadoop.fs.Path(run.resolve("metrics.jsonl").toUri()), new Configuration());
  }

  /** What must be the same in two runs: everything that is not a time. */
  public static List<String> results(Path run) throws IOException {
    return metrics(run).stream()
        .map(
            line ->
                line instanceof RoundMetrics round
                    ? round.round()
                        + " "
                        + round.images()
                        + " "
                        + round.loss()
                        + " "
                        + round.layers()
                    : ((EvaluationMetrics) line).round() + " " + ((EvaluationMetrics) line).loss())
        .toList();
  }

  /** The weights in the checkpoint after a round. */
  static float[] weights(Path run, int round) throws IOException {
    try (var in =
        Files.newInputStream(run.resolve("checkpoints/round-" + round + "/weights.npy"))) {
      return VectorFile.read(in, NETWORK.parameterCount());
    }
  }

  /** The last round that a checkpoint holds. */
  static int newestCheckpoint(Path run) throws IOException {
    try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
      return checkpoints
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("round-"))
          .mapToInt(name -> Integer.parseInt(name.substring("round-".length())))
          .max()
          .orElseThrow();
    }
  }
}
