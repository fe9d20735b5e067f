package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.demo.DrawPhotographs;
import org.alexnetspark.jobs.preprocess.PreprocessCommand;
import org.alexnetspark.jobs.run.EvaluationMetrics;
import org.alexnetspark.jobs.run.MetricsFile;
import org.alexnetspark.jobs.run.MetricsLine;
import org.alexnetspark.jobs.run.RoundMetrics;
import org.alexnetspark.model.specification.AlexNet;
import org.alexnetspark.model.specification.NetworkSpecification;
import org.alexnetspark.npy.NpyFile;
import org.apache.hadoop.conf.Configuration;

/** Runs of a narrow network on a few drawn pictures, and what they left behind. */
public final class SmallRuns {
  public static final int TRAIN_PER_CLASS = 8;
  public static final int VAL_PER_CLASS = 3;
  public static final int CLASSES = 10;
  static final NetworkSpecification NETWORK = AlexNet.paper(CLASSES).withWidth(0.05);

  private static final String[] OPTIONS = {
    "--width", "0.05", "--batch-size", "8", "--init", "he", "--schedule", "constant", "--seed", "3"
  };

  private static final String PHOTOGRAPHS = "photographs";
  private static final String DATASET = "dataset";

  private static Path folder;

  private SmallRuns() {}

  /** A dataset of drawn photographs, made once for all tests of a process. */
  public static synchronized Path dataset() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "small-runs");
      DrawPhotographs.draw(folder.resolve(PHOTOGRAPHS), TRAIN_PER_CLASS, VAL_PER_CLASS, 1);
      try (SparkForTests spark = SparkForTests.local(2)) {
        preprocess();
      }
    }
    return folder.resolve(DATASET);
  }

  private static void preprocess() {
    for (String split : List.of("train", "val")) {
      int status =
          JobMain.run(
              new PreprocessCommand(),
              "--input",
              photographs(split).toString(),
              "--output",
              folder.resolve(DATASET).toString(),
              "--split",
              split,
              "--shard-mb",
              "4");
      assertThat(status).isZero();
    }
  }

  /** What a split of the dataset was made of, in folders by class. */
  public static Path photographs(String split) {
    return folder.resolve(PHOTOGRAPHS).resolve(split);
  }

  /** Options, and more of them. */
  public static String[] join(String[] options, String... more) {
    return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray(String[]::new);
  }

  /** What a command of train.jar that ends well prints. */
  public static String printed(String... arguments) {
    CapturedRun run = CapturedRun.of(() -> TrainJar.run(arguments));
    assertThat(run.status()).as(run.errors()).isZero();
    return run.output();
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

  static List<MetricsLine> metrics(Path run) throws IOException {
    return MetricsFile.read(
        new org.apache.hadoop.fs.Path(run.resolve("metrics.jsonl").toUri()), new Configuration());
  }

  public static List<RoundMetrics> rounds(Path run) throws IOException {
    return of(RoundMetrics.class, run);
  }

  /** The evaluation with the fewest errors; of equal ones the first. */
  public static EvaluationMetrics bestEvaluation(Path run) throws IOException {
    return of(EvaluationMetrics.class, run).stream()
        .reduce((first, next) -> next.top1() > first.top1() ? next : first)
        .orElseThrow();
  }

  private static <T extends MetricsLine> List<T> of(Class<T> kind, Path run) throws IOException {
    return metrics(run).stream().filter(kind::isInstance).map(kind::cast).toList();
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
    return vector(run, round, "weights.npy", NETWORK.parameterCount());
  }

  /** A file of the checkpoint after a round. */
  public static float[] vector(Path run, int round, String file, int length) throws IOException {
    try (var in = Files.newInputStream(run.resolve("checkpoints/round-" + round).resolve(file))) {
      return NpyFile.read(in, length);
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
