package org.alexnetspark.jobs.train;

import static org.alexnetspark.jobs.train.SmallRuns.newestCheckpoint;
import static org.alexnetspark.jobs.train.SmallRuns.results;
import static org.alexnetspark.jobs.train.SmallRuns.train;
import static org.alexnetspark.jobs.train.SmallRuns.weights;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.CapturedRun;
import org.alexnetspark.jobs.cli.DriverProcess;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.run.FullDisk;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes die, and the run comes to the same bits as if they had not. */
class RecoveryTest {
  /** A checkpoint, the model and some lines of metrics, but not two. */
  private static final long SPACE_FOR_ONE_CHECKPOINT = 3_200_000;

  private static final String LAST_LINE_OF_AN_EPOCH = "epoch 1, round 5: validation";

  @TempDir private static Path work;
  @AutoClose private static SparkForTests spark;
  private static Path dataset;

  @BeforeAll
  static void makeDataset() throws IOException {
    spark = SparkForTests.local(2);
    dataset = SmallRuns.dataset();
  }

  @ParameterizedTest(name = "{0} executors, momentum {1}")
  @CsvSource({"1, average, -1", "3, average, 4", "2, average, 5", "2, local, 6"})
  void theBitsAreTheSameOnAnyNumberOfExecutorsAlsoWhenOneIsKilledInTheMiddleOfARound(
      int executors, String momentum, int stage) throws IOException {
    // A round has two stages: the even ones train, the odd ones average.
    String[] options = {
      "--workers",
      "3",
      "--average-every",
      "1",
      "--epochs",
      "1",
      "--momentum-across-rounds",
      momentum
    };
    Path undisturbed = work.resolve("undisturbed-" + executors + momentum);
    assertThat(train(dataset, undisturbed, options)).isZero();
    Path disturbed = work.resolve("disturbed-" + executors + momentum);
    KillAnExecutor.atStage(stage);
    try (SparkForTests cluster =
        SparkForTests.localCluster(executors, Files.createDirectories(work.resolve("no-spark")))
            .with("spark.extraListeners", KillAnExecutor.class.getName())) {
      assertThat(train(dataset, disturbed, options)).isZero();
    }
    assertThat(KillAnExecutor.killed()).isEqualTo(stage < 0 ? 0 : 1);
    assertThat(results(disturbed)).isEqualTo(results(undisturbed)).hasSize(5);
    assertThat(weights(disturbed, 4)).isEqualTo(weights(undisturbed, 4));
  }

  @Test
  void aDriverThatIsKilledIsGoneOnFromItsLastCheckpoint() throws Exception {
    Path killed = work.resolve("killed");
    try (DriverProcess driver = longRun(killed)) {
      driver.awaitLine(LAST_LINE_OF_AN_EPOCH);
      driver.kill();
      driver.await();
    }
    assertThat(killed.resolve("_SUCCESS")).doesNotExist();
    assertGoesOnAsIfNothingHadHappened(killed);
  }

  @Test
  void sigtermStopsAfterTheRoundWithACheckpoint() throws Exception {
    Path stopped = work.resolve("stopped");
    try (DriverProcess driver = longRun(stopped)) {
      driver.awaitLine(LAST_LINE_OF_AN_EPOCH);
      driver.terminate();
      assertThat(driver.await()).isEqualTo(143);
      assertThat(driver.errorLines())
          .anyMatch(
              line ->
                  line.startsWith("interrupted: the checkpoint of round ")
                      && line.contains("--resume"));
    }
    assertThat(stopped.resolve("_SUCCESS")).doesNotExist();
    assertThat(newestCheckpoint(stopped)).isEqualTo(results(stopped).size() - evaluations(stopped));
    assertGoesOnAsIfNothingHadHappened(stopped);
  }

  @Test
  void aRunWhoseDiskIsFullGoesOnAndLosesNothing() throws IOException {
    Path full = work.resolve("full");
    Path undisturbed = work.resolve("enough-space");
    String[] options = {"--workers", "2", "--average-every", "2", "--epochs", "2"};
    assertThat(train(dataset, undisturbed, options)).isZero();
    try (SparkForTests ignored =
        SparkForTests.local(2)
            .with("spark.hadoop." + FullDisk.FILE_SYSTEM_SETTING, FullDisk.class.getName())
            .with("spark.hadoop." + FullDisk.CONTEXT_SETTING, FullDisk.Context.class.getName())) {
      String uri = FullDisk.SCHEME + "://" + full;
      FullDisk.leave(SPACE_FOR_ONE_CHECKPOINT);
      CapturedRun run =
          CapturedRun.of(() -> TrainJar.run(SmallRuns.arguments(dataset, uri, options)));
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.errors()).contains("warning: ", "training goes on");
      assertThat(run.errorLine()).contains("No space left");
      FullDisk.leave(Long.MAX_VALUE);
      String[] resumed = SmallRuns.join(options, "--resume");
      assertThat(TrainJar.run(SmallRuns.arguments(dataset, uri, resumed))).isZero();
    }
    assertThat(results(full)).isEqualTo(results(undisturbed)).isNotEmpty();
    assertThat(weights(full, 6)).isEqualTo(weights(undisturbed, 6));
  }

  private static final String[] LONG_RUN = {
    "--workers", "2", "--average-every", "1", "--checkpoint-every", "2"
  };

  private static DriverProcess longRun(Path run) throws IOException {
    return DriverProcess.start(spark, SmallRuns.arguments(dataset, run.toString(), LONG_RUN));
  }

  private static int evaluations(Path run) throws IOException {
    return (int)
        SmallRuns.metrics(run).stream()
            .filter(org.alexnetspark.jobs.run.EvaluationMetrics.class::isInstance)
            .count();
  }

  /** Some more rounds of the interrupted run, against a run of as many rounds in one go. */
  private static void assertGoesOnAsIfNothingHadHappened(Path interrupted) throws IOException {
    int rounds = newestCheckpoint(interrupted) + 3;
    String[] options = SmallRuns.join(LONG_RUN, "--rounds", String.valueOf(rounds));
    Path inOneGo = work.resolve(interrupted.getFileName() + "-in-one-go");
    assertThat(train(dataset, inOneGo, options)).isZero();
    String[] resumed = SmallRuns.join(options, "--resume");
    assertThat(train(dataset, interrupted, resumed)).isZero();
    assertThat(results(interrupted)).isEqualTo(results(inOneGo)).isNotEmpty();
    assertThat(weights(interrupted, rounds)).isEqualTo(weights(inOneGo, rounds));
  }
}
