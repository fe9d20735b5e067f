package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.alexnetspark.deploy.ChaosScenario.Disturbance;
import org.alexnetspark.deploy.ChaosScenario.Place;
import org.alexnetspark.deploy.ChaosScenario.Target;
import org.alexnetspark.deploy.ChaosScenario.Way;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs that are disturbed at moments drawn from a seed, and gone on with until they are done:
 * always the bits of a job that nobody disturbed, never a checkpoint lost, never a stack trace for
 * a signal, never a job that hangs.
 *
 * <p>Moments are shares of a measured time, so that a seed hits another line of the program on
 * another machine; what has to come out is the same. A few seeds are tried with the profile
 * "clusters", a hundred trainings and preprocessings with "chaos", which leaves {@code
 * target/chaos.md}.
 */
class ChaosIT {
  private static final List<String> SPARK =
      Stream.of(
              List.of("--driver-memory", "1g"),
              Submissions.SHORT_LIVED,
              Submissions.settings(
                  "spark.ui.enabled=false",
                  "spark.executor.memory=512m",
                  "spark.scheduler.minRegisteredResourcesRatio=1.0",
                  "spark.hadoop.dfs.client.socket-timeout=1000"))
          .flatMap(List::stream)
          .toList();

  private static final int PHOTOGRAPHS = 0;
  private static final int DATASET = 1;

  private static final Map<String, List<String>> RESULTS = new HashMap<>();
  private static final Map<String, Double> SECONDS = new HashMap<>();
  private static final ChaosTable TABLE = new ChaosTable(Path.of("target", "chaos.md"));

  private static Processes processes;
  private static Hdfs hdfs;
  private static String model;
  private static int submissions;

  @BeforeAll
  static void start() throws Exception {
    processes = new Processes(Repository.newFolder("chaos"));
  }

  @AfterAll
  static void end() {
    processes.close();
  }

  static Stream<Named<ChaosScenario>> trainings() {
    return scenarios("chaos.trainings", 1_000);
  }

  static Stream<Named<ChaosScenario>> preprocessings() {
    return scenarios("chaos.preprocessings", 2_000);
  }

  private static Stream<Named<ChaosScenario>> scenarios(String property, int firstSeed) {
    long first = firstSeed + Long.getLong("chaos.first", 0);
    return LongStream.range(first, first + Long.getLong(property))
        .mapToObj(ChaosScenario::of)
        .map(scenario -> Named.of("seed " + scenario.seed(), scenario));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trainings")
  void aDisturbedTrainingComesToTheSameBits(ChaosScenario scenario) throws Exception {
    disturb(scenario, training(scenario.place(), scenario.variant(), "run-" + scenario.seed()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("preprocessings")
  void aDisturbedPreprocessingComesToTheSameBytes(ChaosScenario scenario) throws Exception {
    disturb(scenario, preprocessing(scenario.place(), "dataset-" + scenario.seed()));
  }

  private static ChaosSubject training(Place place, int variant, String name) throws Exception {
    int kind = variant % ChaosTraining.VARIANTS;
    if (kind == 2 && model == null) {
      ChaosSubject first = training(Place.LOCAL, 0, "start-from");
      run(Place.LOCAL, first.job(), first.begin()).finish().succeeded();
      model = first.output();
    }
    return new ChaosTraining(inputs(place, DATASET), output(place, name), kind, model);
  }

  private static ChaosSubject preprocessing(Place place, String name) throws Exception {
    return new ChaosPreprocessing(inputs(place, PHOTOGRAPHS) + "/train", output(place, name));
  }

  private static String inputs(Place place, int which) throws Exception {
    Path local = which == DATASET ? Plain.dataset() : Plain.photographs();
    if (place != Place.HDFS) {
      return local.toString();
    }
    if (hdfs == null) {
      hdfs = new Hdfs(processes, new HadoopServers(processes, processes.folder()));
      hdfs.put(Plain.photographs(), "/photographs");
      hdfs.put(Plain.dataset(), "/dataset");
    }
    return hdfs.uri(which == DATASET ? "/dataset" : "/photographs");
  }

  /** A folder of its own for what a job makes, so that a quota can be put on it. */
  private static String output(Place place, String name) throws Exception {
    if (place != Place.HDFS) {
      return processes.folder().resolve(name).resolve("output").toString();
    }
    return hdfs.uri("/" + name + "/output");
  }

  private static void disturb(ChaosScenario scenario, ChaosSubject subject) throws Exception {
    List<String> expected = undisturbed(scenario.place(), subject);
    ChaosTable.Row row = TABLE.row(scenario, subject.job());
    long begin = System.nanoTime();
    try {
      for (Disturbance disturbance : scenario.disturbances()) {
        if (!subject.isComplete()) {
          disturbOnce(scenario, subject, disturbance, row);
        }
      }
      if (!subject.isComplete()) {
        int kept = subject.kept();
        Processes.Finished end = goOn(scenario, subject, scenario.way()).finish().succeeded();
        assertThat(end.output()).contains(subject.goesOnFrom(kept));
      }
      assertThat(subject.isComplete()).isTrue();
      assertThat(subject.result()).isEqualTo(expected);
      row.done("same bits", begin);
    } catch (AssertionError e) {
      row.done("FAILED", begin);
      throw e;
    }
  }

  /** What a job comes to that nobody disturbs; and how long that takes. */
  private static List<String> undisturbed(Place place, ChaosSubject like) throws Exception {
    int variant = like instanceof ChaosTraining training ? training.variant() : 0;
    String what = like.job() + variant;
    if (!RESULTS.containsKey(what) || !SECONDS.containsKey(like.job() + place)) {
      String name = "undisturbed-" + what + "-" + place;
      ChaosSubject subject =
          like instanceof ChaosTraining
              ? training(place, variant, name)
              : preprocessing(place, name);
      long begin = System.nanoTime();
      run(place, subject.job(), subject.begin()).finish().succeeded();
      SECONDS.put(like.job() + place, (System.nanoTime() - begin) / 1e9);
      List<String> result = subject.result();
      assertThat(RESULTS.putIfAbsent(what, result)).isIn(null, result);
    }
    return RESULTS.get(what);
  }

  private static void disturbOnce(
      ChaosScenario scenario, ChaosSubject subject, Disturbance disturbance, ChaosTable.Row row)
      throws Exception {
    int keptBefore = subject.kept();
    Processes.Running job = goOn(scenario, subject, Way.SAME_ARGUMENTS);
    double seconds = disturbance.moment() * SECONDS.get(subject.job() + scenario.place());
    boolean hit = Processes.runsAfter(job, seconds);
    if (hit) {
      apply(disturbance, subject, job);
    }
    Processes.Finished end = job.finish();
    if (disturbance.target() == Target.DISK) {
      setQuota(subject, false);
    }
    row.add(disturbance, hit, end);
    checkEnding(disturbance, end);
    assertThat(subject.kept()).as("kept after " + disturbance).isGreaterThanOrEqualTo(keptBefore);
    if (disturbance.contradictedAfterwards() && subject.hasBegun() && !subject.isComplete()) {
      contradict(scenario, subject);
      row.contradicted();
    }
  }

  /** Begins where nothing has begun yet. */
  private static Processes.Running goOn(ChaosScenario scenario, ChaosSubject subject, Way way)
      throws Exception {
    if (!subject.hasBegun()) {
      return run(scenario.place(), subject.job(), subject.begin());
    }
    return run(scenario.place(), subject.job(), subject.resume(way));
  }

  private static Processes.Running run(Place place, String job, List<String> arguments)
      throws Exception {
    String master = place == Place.LOCAL_CLUSTER ? "local-cluster[2,1,1024]" : "local[2]";
    submissions++;
    return processes.start(
        job + "-" + submissions, Map.of(), Submissions.local(master, SPARK, job, arguments));
  }

  private static void apply(Disturbance disturbance, ChaosSubject subject, Processes.Running job)
      throws Exception {
    ProcessHandle driver = job.process().toHandle();
    List<ProcessHandle> executors = Processes.executors(driver);
    switch (disturbance.target()) {
      case DRIVER -> Processes.signal(disturbance.signal(), List.of(driver));
      case EXECUTOR -> Processes.signal(disturbance.signal(), executors.stream().limit(1).toList());
      case MACHINE, TERMINAL -> {
        List<ProcessHandle> all = new ArrayList<>(executors);
        all.add(driver);
        Processes.signal(disturbance.signal(), all);
      }
      case DISK -> setQuota(subject, true);
      case DATA_NODE -> hdfs.pauseDataNode("datanode-2");
    }
  }

  private static void setQuota(ChaosSubject subject, boolean full) throws Exception {
    hdfs.setFull(new org.apache.hadoop.fs.Path(subject.output()).getParent(), full);
  }

  private static void checkEnding(Disturbance disturbance, Processes.Finished end) {
    Integer signalled =
        switch (disturbance.signal()) {
          case "INT" -> 130;
          case "TERM" -> disturbance.target() == Target.DRIVER ? 143 : null;
          default -> null;
        };
    if (signalled != null) {
      assertThat(end.status()).as(end.output()).isIn(0, signalled);
      assertThat(end.output()).doesNotContain("\tat ").doesNotContain("Exception");
      assertThat(end.output().lines().filter(line -> line.startsWith("interrupted")).count())
          .as(end.output())
          .isLessThanOrEqualTo(1);
    }
    if (disturbance.target() == Target.EXECUTOR || disturbance.target() == Target.DATA_NODE) {
      end.succeeded();
    }
    if (disturbance.target() == Target.DISK) {
      assertThat(end.status()).as(end.output()).isIn(0, 1);
    }
  }

  private static void contradict(ChaosScenario scenario, ChaosSubject subject) throws Exception {
    ChaosSubject.Contradiction contradiction = subject.contradiction(scenario.seed());
    List<String> before = files(subject.output());
    Processes.Finished refused =
        run(scenario.place(), subject.job(), contradiction.arguments()).finish();
    assertThat(refused.status()).as(refused.output()).isEqualTo(2);
    assertThat(refused.output()).containsOnlyOnce("error: ").contains(contradiction.option());
    assertThat(files(subject.output())).isEqualTo(before);
  }

  /** Paths, lengths and times of change of all files below a folder. */
  private static List<String> files(String folder) throws Exception {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
    FileSystem fileSystem = path.getFileSystem(new Configuration());
    List<String> files = new ArrayList<>();
    for (RemoteIterator<LocatedFileStatus> each = fileSystem.listFiles(path, true);
        each.hasNext(); ) {
      FileStatus file = each.next();
      files.add(file.getPath() + " " + file.getLen() + " " + file.getModificationTime());
    }
    return files.stream().sorted().toList();
  }
}
