package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Photographs, dataset and run in a bucket. Processes are killed where files are put into place,
 * which a store of objects does not do in one step.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class S3aIT {
  /** Of shards: written when one is ready. */
  private static final String OUTCOMES = "data/set/_temporary/train/.*/outcome.json";

  private static S3 s3;
  private static FileSystem files;
  private static Processes processes;
  private static String photographs;
  private static String dataset;
  private static String run;

  @BeforeAll
  static void start() throws Exception {
    processes = new Processes(Repository.newFolder("s3a"));
    s3 = new S3();
    files = s3.connect();
    photographs = s3.uri("/photographs");
    dataset = s3.uri("/data/set");
    run = s3.uri("/runs/first");
    Path drawn = new Path(Plain.photographs().toUri());
    Configuration plain = new Configuration();
    FileUtil.copy(drawn.getFileSystem(plain), drawn, files, new Path(photographs), false, plain);
  }

  @AfterAll
  static void end() throws Exception {
    processes.close();
    s3.close();
  }

  private static Processes.Running start(String job, List<String> arguments) throws IOException {
    List<String> command = Submissions.local("local[2]", s3.options(), job, arguments);
    return processes.start(job + "-" + System.nanoTime(), Map.of("OMP_NUM_THREADS", "1"), command);
  }

  private static Processes.Finished finish(String job, String... arguments) throws Exception {
    return start(job, List.of(arguments)).finish().succeeded();
  }

  /** Kills a job, with all its processes, when an object is about to be written. */
  private static void killAt(String object, int number, String job, List<String> arguments)
      throws Exception {
    s3.store().hold(object, number);
    Processes.Running running = start(job, arguments);
    Processes.await("the writing of " + object, running, s3.store()::holds);
    running.kill();
    s3.store().letGo();
  }

  private static List<String> preprocessing() {
    return Plain.preprocess(photographs + "/train", "train", dataset);
  }

  private static List<String> resumed(List<String> arguments) {
    List<String> resumed = new ArrayList<>(arguments);
    resumed.add("--resume");
    return resumed;
  }

  private static List<String> names(String folder) throws IOException {
    return Arrays.stream(files.listStatus(new Path(folder)))
        .map(each -> each.getPath().getName())
        .toList();
  }

  private static byte[] content(String file) throws IOException {
    try (var in = files.open(new Path(file))) {
      return in.readAllBytes();
    }
  }

  @Test
  @Order(1)
  void preprocessingIsKilledWhileItMakesShards() throws Exception {
    killAt(OUTCOMES, 3, "preprocess", preprocessing());

    assertThat(names(dataset)).contains("_temporary").doesNotContain("dataset.json", "train");
    assertThat(s3.store().written(OUTCOMES)).isBetween(2L, 3L);
  }

  @Test
  @Order(2)
  void itGoesOnWithTheShardsThatWereReadyAndIsKilledWhileItPutsThemIntoPlace() throws Exception {
    killAt("data/set/train/part-0000[0-9].parquet", 3, "preprocess", resumed(preprocessing()));

    assertThat(names(dataset)).contains("_temporary", "train").doesNotContain("dataset.json");
    assertThat(names(dataset + "/train")).isNotEmpty().doesNotContain("_SUCCESS");
  }

  @Test
  @Order(3)
  void whatItMakesInTheEndIsToTheByteWhatOneProcessMakesOnADisk() throws Exception {
    start("preprocess", resumed(preprocessing())).finish().succeeded();

    assertThat(s3.store().written(OUTCOMES)).as("each shard is made once").isEqualTo(4);
    assertThat(names(dataset)).containsExactlyInAnyOrder("dataset.json", "stats", "train");
    JsonNode splits = new ObjectMapper().readTree(content(dataset + "/dataset.json")).get("splits");
    java.nio.file.Path plain = Plain.dataset();
    JsonNode expected = new ObjectMapper().readTree(plain.resolve("dataset.json").toFile());
    assertThat(splits.get("train")).isEqualTo(expected.at("/splits/train"));
    for (String file : List.of("stats/mean.npy", "stats/pca.json", "train/part-00003.parquet")) {
      assertThat(content(dataset + "/" + file)).isEqualTo(Files.readAllBytes(plain.resolve(file)));
    }
    finish("preprocess", "validate", "--data", dataset);
  }

  @Test
  @Order(4)
  void trainingIsKilledWhileItWritesACheckpoint() throws Exception {
    killAt(
        "runs/first/checkpoints/round-3/state.json",
        1,
        "train",
        Training.SHORT.arguments(dataset, run));

    assertThat(names(run + "/checkpoints/round-2")).contains("SHA256SUMS");
    assertThat(names(run + "/checkpoints/round-3")).doesNotContain("SHA256SUMS");
  }

  @Test
  @Order(5)
  void theResumedRunIsTheUndisturbedOne() throws Exception {
    Processes.Finished resumed = finish("train", "--output", run, "--resume");

    assertThat(resumed.output()).doesNotContain("damaged");
    assertThat(Training.SHORT.result(run)).isEqualTo(Plain.result(Training.SHORT));
    assertThat(names(run))
        .contains("_SUCCESS", "metrics.jsonl", "model.zip", "report.html")
        .noneMatch(name -> name.startsWith("."));
  }

  @Test
  @Order(6)
  void evaluatingAndPredictingReadTheBucketAndWriteIntoIt() throws Exception {
    String page = s3.uri("/pages/evaluation.html");
    Processes.Finished evaluated =
        finish(
            "train",
            "evaluate",
            "--data",
            dataset,
            "--split",
            "train",
            "--model",
            run,
            "--page",
            page);
    Processes.Finished predicted =
        finish("train", "predict", "--model", run, "--input", photographs + "/val", "--json");

    assertThat(evaluated.output()).contains("top-1");
    assertThat(new String(content(page), StandardCharsets.UTF_8)).endsWith("</html>\n");
    assertThat(predicted.output().lines().filter(line -> line.startsWith("{"))).hasSize(10);
  }
}
