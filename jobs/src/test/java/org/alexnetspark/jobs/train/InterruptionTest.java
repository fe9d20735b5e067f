package org.alexnetspark.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alexnetspark.jobs.PreprocessJar;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.DriverProcess;
import org.alexnetspark.jobs.cli.HaltingFileSystem;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C and SIGTERM, sent to real processes that stand still at a stage of a command. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptionTest {
  private static final int AFTER_CTRL_C = 130;
  private static final int AFTER_SIGTERM = 143;
  private static final String[] FEW_ROUNDS = {"--workers", "2", "--rounds", "2"};

  @TempDir private static Path made;
  private static Path dataset;
  private static Path model;

  @TempDir private Path work;
  private Path pipe;
  private SparkForTests spark;

  @BeforeAll
  static void makeADatasetAndAModel() throws IOException {
    dataset = SmallRuns.dataset();
    model = made.resolve("model");
    try (SparkForTests ignored = SparkForTests.local(2)) {
      assertThat(SmallRuns.train(dataset, model, FEW_ROUNDS)).isZero();
    }
  }

  @BeforeEach
  void makeAPipe() throws Exception {
    pipe = work.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
  }

  @AfterEach
  void resetSpark() {
    spark.close();
  }

  @ParameterizedTest(name = "{0}, at {1}")
  @CsvSource({
    "preprocess, photographs/train/n, nothing was written",
    "preprocess, _5.JPEG, 'no shard was finished; begin again with the same command'",
    "preprocess, ready/rejects, 'finished shards are kept; go on with: preprocess --resume --output '",
    "validate, val/part-, nothing was written",
    "show, val/part-, nothing was written",
    "show, output.html, nothing was written",
    "train, dataset.json, nothing was written",
    "train, report.html, 'the checkpoint of round 2 is kept; go on with: train --resume --data '",
    "evaluate, val/part-, nothing was written",
    "predict, _1.JPEG, nothing was written",
    "features, val/part-, nothing was written",
    "neighbors, train/part-, nothing was written",
    "ablations, mean.npy, 'finished runs, and checkpoints of the one in progress, are kept'",
  })
  void ctrlCEndsACommandAtAnyStageWithOneLine(String command, String stage, String words)
      throws Exception {
    spark = HaltingFileSystem.at(stage, pipe, SparkForTests.local(2));
    try (DriverProcess driver = start(command)) {
      awaitHalt(driver);
      driver.signalGroup("INT");
      assertThat(driver.await()).isEqualTo(AFTER_CTRL_C);
      assertSaidInOneLine(driver, words);
    }
    if (words.startsWith("nothing")) {
      assertThat(filesOf(work)).containsOnly("pipe", "variants.txt");
    }
  }

  @Test
  void preprocessingThatWasStoppedBeforeItsFirstShardGoesOnWithItsOptions() throws Exception {
    spark = HaltingFileSystem.at("_5.JPEG", pipe, SparkForTests.local(2));
    String output = work.resolve("output").toString();
    String photographs = SmallRuns.photographs("train").toString();
    try (DriverProcess driver =
        DriverProcess.start(
            spark,
            PreprocessJar.class,
            "--input",
            HaltingFileSystem.SCHEME + "://" + photographs,
            "--output",
            output,
            "--seed",
            "7",
            "--size",
            "64")) {
      awaitHalt(driver);
      driver.signalGroup("INT");
      assertThat(driver.await()).isEqualTo(AFTER_CTRL_C);
    }

    assertThat(PreprocessJar.run("--resume", "--input", photographs, "--output", output)).isZero();

    assertThat(Path.of(output, "dataset.json"))
        .content()
        .contains("\"seed\" : \"7\"", "\"imageSize\" : 64");
  }

  @Test
  void sigtermHasAStatusOfItsOwn() throws Exception {
    spark = HaltingFileSystem.at("val/part-", pipe, SparkForTests.local(2));
    try (DriverProcess driver = start("evaluate")) {
      awaitHalt(driver);
      driver.signalGroup("TERM");
      assertThat(driver.await()).isEqualTo(AFTER_SIGTERM);
      assertSaidInOneLine(driver, "nothing was written");
    }
  }

  @Test
  void ctrlCTwiceEndsAnEvaluationInTheMiddleOfATraining() throws Exception {
    spark = HaltingFileSystem.at("val/part-", pipe, SparkForTests.local(2));
    try (DriverProcess driver = start("train")) {
      awaitHalt(driver);
      driver.signalGroup("INT");
      driver.awaitLine("stopping after this round, with a checkpoint; a second signal ends at");
      driver.signalGroup("INT");
      assertThat(driver.await()).isEqualTo(AFTER_CTRL_C);
      assertSaidInOneLine(driver, "no round has a checkpoint yet; go on with: train --resume");
    }
  }

  @Test
  void ctrlCKeepsFinishedShardsWhereStatisticsAreWritten() throws Exception {
    spark = HaltingFileSystem.at("mean.npy", pipe, SparkForTests.local(2));
    try (DriverProcess driver = start("preprocess")) {
      awaitHalt(driver);
      driver.signalGroup("INT");
      assertThat(driver.await()).isEqualTo(AFTER_CTRL_C);
      assertSaidInOneLine(
          driver, "finished shards are kept; go on with: preprocess --resume --output ");
    }
  }

  @Test
  void ctrlCEndsABenchmarkWhichLeavesNothing() throws Exception {
    spark = SparkForTests.local(2).with("java.io.tmpdir", work.toString());
    String[] endless = {"benchmark", "feeding", "--images", "200", "--passes", "1000000"};
    try (WatchService watch = work.getFileSystem().newWatchService()) {
      work.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      try (DriverProcess driver = DriverProcess.start(spark, endless)) {
        driver.whenEnded(() -> closeQuietly(watch));
        awaitFile("feeding-benchmark", watch);
        driver.signalGroup("INT");
        assertThat(driver.await()).isEqualTo(AFTER_CTRL_C);
        assertSaidInOneLine(driver, "nothing was written");
      }
    }
    assertThat(filesOf(work)).noneMatch(name -> name.startsWith("feeding-benchmark"));
  }

  @Test
  void executorsOfTheSameTerminalServeARoundToItsEndAndASecondCtrlCEndsAllOfThem()
      throws Exception {
    spark = HaltingFileSystem.at("train/part-", pipe, localCluster());
    try (DriverProcess driver = start("train")) {
      awaitHalt(driver);
      Set<ProcessHandle> executors = driver.executors();
      assertThat(executors).hasSize(2);
      driver.signalGroup("INT");
      driver.awaitLine("stopping after this round, with a checkpoint; a second signal ends at");
      assertThat(driver.executors()).isEqualTo(executors);
      driver.signalGroup("INT");
      assertThat(driver.await()).isEqualTo(AFTER_CTRL_C);
      assertSaidInOneLine(driver, "no round has a checkpoint yet; go on with: train --resume");
      assertThat(executors).allMatch(InterruptionTest::ends);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalToTheWholeGroupStopsAfterTheRoundWithACheckpoint(String signal, int status)
      throws Exception {
    spark = localCluster();
    Path run = work.resolve("run");
    String[] endless = {"--workers", "2", "--average-every", "1"};
    try (DriverProcess driver =
        DriverProcess.start(spark, SmallRuns.arguments(dataset, run.toString(), endless))) {
      driver.awaitLine("epoch 1, round 5: validation");
      Set<ProcessHandle> executors = driver.executors();
      driver.signalGroup(signal);
      assertThat(driver.await()).isEqualTo(status);
      int round = SmallRuns.newestCheckpoint(run);
      assertSaidInOneLine(
          driver, "the checkpoint of round " + round + " is kept; go on with: train --resume");
      assertThat(executors).hasSize(2).allMatch(InterruptionTest::ends);
    }
  }

  private DriverProcess start(String command) throws IOException {
    boolean preprocess = List.of("preprocess", "validate", "show").contains(command);
    return DriverProcess.start(
        spark, preprocess ? PreprocessJar.class : TrainJar.class, arguments(command));
  }

  private String[] arguments(String command) throws IOException {
    String data = halting(dataset);
    String output = halting(work.resolve("output"));
    String variants =
        Files.writeString(work.resolve("variants.txt"), "all: --width 0.05\nrelu:\n").toString();
    List<String> arguments =
        switch (command) {
          case "preprocess" ->
              List.of(
                  "make", "--input", halting(SmallRuns.photographs("train")), "--output", output);
          case "validate" -> List.of(command, "--data", data);
          case "show" -> List.of(command, "--data", data, "--output", output + ".html");
          case "evaluate" -> List.of(command, "--data", data, "--model", model.toString());
          case "predict" ->
              List.of(
                  command,
                  "--input",
                  halting(SmallRuns.photographs("val")),
                  "--model",
                  model.toString());
          case "neighbors" ->
              List.of(
                  command,
                  "--data",
                  data,
                  "--input",
                  SmallRuns.photographs("val").toString(),
                  "--model",
                  model.toString());
          case "features" ->
              List.of(
                  command,
                  "--data",
                  data,
                  "--model",
                  model.toString(),
                  "--output",
                  output,
                  "--layer",
                  "fc7");
          case "ablations" ->
              List.of(command, "--data", data, "--variants", variants, "--output", output);
          default ->
              Arrays.stream(SmallRuns.arguments(dataset, output, FEW_ROUNDS))
                  .map(each -> each.endsWith("/dataset") ? data : each)
                  .toList();
        };
    return arguments.toArray(String[]::new);
  }

  private static String halting(Path path) {
    return HaltingFileSystem.SCHEME + "://" + path;
  }

  private SparkForTests localCluster() throws IOException {
    return SparkForTests.localCluster(2, Files.createDirectory(work.resolve("no-spark")));
  }

  /** Returns when somebody has come to the file, or nobody will. */
  private void awaitHalt(DriverProcess driver) throws Exception {
    // Open for writing, too, which waits for nobody.
    try (RandomAccessFile halted = new RandomAccessFile(pipe.toFile(), "rw")) {
      driver.whenEnded(() -> writeTo(pipe));
      int mark = halted.read();
      if (mark != '.') {
        driver.await();
      }
      assertThat(mark).as(() -> String.join("\n", driver.errorLines())).isEqualTo('.');
    }
  }

  private static void writeTo(Path pipe) {
    try {
      Files.write(pipe, new byte[] {'!'}, StandardOpenOption.WRITE);
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void awaitFile(String prefix, WatchService watch) throws InterruptedException {
    boolean there = false;
    while (!there) {
      WatchKey key = watch.take();
      there =
          key.pollEvents().stream()
              .anyMatch(event -> event.context().toString().startsWith(prefix));
      key.reset();
    }
  }

  private static void closeQuietly(WatchService watch) {
    try {
      watch.close();
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void assertSaidInOneLine(DriverProcess driver, String words) {
    assertThat(driver.errorLines())
        .filteredOn(line -> line.startsWith("interrupted: "))
        .singleElement()
        .asString()
        .startsWith("interrupted: " + words);
    assertThat(driver.errorLines())
        .noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
    assertThat(driver.errorLines().get(driver.errorLines().size() - 1)).startsWith("interrupted: ");
  }

  /**
   * Executors of a process that has ended are nobody's children, and nobody may ask how they end.
   */
  private static boolean ends(ProcessHandle process) {
    Path state = Path.of("/proc", String.valueOf(process.pid()), "stat");
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    boolean ended = false;
    while (!ended && System.nanoTime() < end) {
      try {
        ended = Files.readString(state).contains(") Z ");
      } catch (IOException e) {
        ended = true;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return ended;
  }

  private static Set<String> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }
}
