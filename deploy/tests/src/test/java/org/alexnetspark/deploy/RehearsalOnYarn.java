package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A share of the rehearsal of ImageNet on HDFS and YARN, in containers of 2 GB, with machines that
 * are lost on the way. By hand (docs/rehearsal.md), and therefore without the ending of the names
 * of tests that always run: it keeps two cores busy for many minutes.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RehearsalOnYarn {
  /** Of a node with room for one executor, and for none of the drivers. */
  private static final int EXECUTOR_MB = 2048;

  /** Of a node with room for a driver alone. */
  private static final int DRIVER_MB = 2560;

  private static final int SHARD_MB = 4;

  /** About as many of the prepared photographs of {@code ../shared/data} are in a shard. */
  private static final int PHOTOGRAPHS_OF_SHARD = 150;

  private static final RehearsedImageNet IMAGENET =
      new RehearsedImageNet(Integer.getInteger("rehearsal.photographs"), 3);

  /** All that the photographs need is done in the driver of one process, for minutes. */
  private static final Map<String, String> LONG_LIVED =
      Map.of("OMP_NUM_THREADS", "1", "SPARK_SUBMIT_OPTS", "");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path folder;
  private static Processes processes;
  private static Hdfs hdfs;
  private static Yarn yarn;
  private static Submissions submissions;
  private static Path plain;

  @BeforeAll
  static void start() throws Exception {
    folder = Repository.newFolder("rehearsal-on-yarn");
    processes = new Processes(folder);
    plain = folder.resolve("plain");
    HadoopServers servers = new HadoopServers(processes, folder);
    hdfs = new Hdfs(processes, servers);
    yarn = new Yarn(processes, servers);
    yarn.startNode("of-drivers", DRIVER_MB);
    yarn.startNode("node-1", EXECUTOR_MB);
    yarn.startNode("node-2", EXECUTOR_MB);
    List<String> options = new ArrayList<>(IMAGENET.options());
    options.addAll(
        Submissions.settings(
            "spark.yarn.jars=local:" + Repository.file("target/spark/jars") + "/*",
            // Executors live for minutes here, unlike those of the other tests.
            "spark.executor.defaultJavaOptions=",
            "spark.driver.memory=1g",
            "spark.driver.memoryOverhead=1536m",
            "spark.executor.memory=1536m",
            "spark.executor.memoryOverhead=512m"));
    submissions =
        new Submissions(
            processes,
            "deploy/yarn/submit",
            Map.of("HADOOP_CONF_DIR", servers.clientSettings().toString()),
            options);
  }

  @AfterAll
  static void end() {
    processes.close();
  }

  private static List<String> preprocessing(String dataset) {
    return List.of(
        "--input",
        IMAGENET.uri("ILSVRC2012_img_train.tar"),
        "--encoding",
        "jpeg",
        "--shard-mb",
        Integer.toString(SHARD_MB),
        "--output",
        dataset);
  }

  /** An epoch, in some ten rounds or more. */
  private static List<String> training(String dataset, String run) {
    int averageEvery = Math.max(5, IMAGENET.photographs() / 2_000);
    return Stream.of(
            List.of("--data", dataset, "--output", run, "--epochs", "1", "--width", "0.0625"),
            List.of("--init", "he", "--schedule", "constant", "--workers", "4"),
            List.of("--batch-size", "16", "--average-every", Integer.toString(averageEvery)),
            List.of("--checkpoint-every", "1"))
        .flatMap(List::stream)
        .toList();
  }

  @Test
  @Order(1)
  void aNodeAndADataNodeAreLostWhilePhotographsArePrepared() throws Exception {
    Processes.Running preparing =
        submissions.start("preprocess", "preprocess", List.of(), preprocessing(hdfs.uri("/data")));
    int third = Math.max(2, IMAGENET.photographs() / PHOTOGRAPHS_OF_SHARD / 3);
    Processes.await("a third of the shards", preparing, () -> shardsReady() >= third);

    yarn.killNode("node-1");
    hdfs.killDataNode("datanode-1");
    yarn.startNode("node-3", EXECUTOR_MB);

    preparing.finish().succeeded();
  }

  private static long shardsReady() throws IOException {
    long ready = 0;
    try (DistributedFileSystem files = hdfs.connect()) {
      var made = new org.apache.hadoop.fs.Path("/data/_temporary");
      if (files.exists(made)) {
        RemoteIterator<LocatedFileStatus> all = files.listFiles(made, true);
        while (all.hasNext()) {
          ready += all.next().getPath().getName().equals("outcome.json") ? 1 : 0;
        }
      }
    }
    return ready;
  }

  @Test
  @Order(2)
  void theDatasetIsToTheByteWhatOneProcessMakesOnADisk() throws Exception {
    processes
        .run(
            "plain-preprocess",
            LONG_LIVED,
            Submissions.local(
                "local[2]", IMAGENET.options(), "preprocess", preprocessing(plain.toString())))
        .succeeded();

    Path copied = folder.resolve("copied");
    hdfs.get("/data", copied);
    JsonNode train = JSON.readTree(copied.resolve("dataset.json").toFile()).at("/splits/train");
    assertThat(train)
        .isEqualTo(JSON.readTree(plain.resolve("dataset.json").toFile()).at("/splits/train"));
    assertThat(files(copied)).isEqualTo(files(plain));
    for (String file : files(plain)) {
      if (!file.equals("dataset.json")) {
        assertThat(Files.mismatch(copied.resolve(file), plain.resolve(file)))
            .as(file)
            .isEqualTo(-1);
      }
    }
    assertThat(IMAGENET.compareStatistics(processes, copied).succeeded().output())
        .contains("stats/mean.npy: as it must be", "stats/pca.json: as it must be");
  }

  /** Names below a folder, without those of Hadoop's own sums on local disks. */
  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(file -> !file.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  @Test
  @Order(3)
  void aNodeIsLostWhileAnEpochIsTrainedAndTheResultIsThatOfOneProcess() throws Exception {
    String run = hdfs.uri("/run");
    Processes.Running training =
        submissions.start("train", "train", List.of(), training(hdfs.uri("/data"), run));
    Processes.await("round 3", training, () -> Training.newestCheckpoint(run) >= 3);

    yarn.killNode("node-2");
    yarn.startNode("node-4", EXECUTOR_MB);
    training.finish().succeeded();

    String plainRun = folder.resolve("plain-run").toString();
    processes
        .run(
            "plain-train",
            LONG_LIVED,
            Submissions.local(
                "local[2]",
                List.of("--driver-memory", "2g"),
                "train",
                training(plain.toString(), plainRun)))
        .succeeded();
    assertThat(Training.newestCheckpoint(run)).isEqualTo(Training.newestCheckpoint(plainRun));
    assertThat(Training.result(run, Training.newestCheckpoint(run)))
        .isEqualTo(Training.result(plainRun, Training.newestCheckpoint(plainRun)));
  }

  @Test
  @Order(4)
  void theTestSetIsPredictedByTheModelOnHdfs() throws Exception {
    Processes.Finished predicted =
        submissions.run(
            "predict",
            "train",
            List.of("--deploy-mode", "client"),
            List.of(
                "predict", "--model", hdfs.uri("/run"), "--input", IMAGENET.uri("test"), "--json"));

    predicted.succeeded();
    assertThat(predicted.output().lines().filter(line -> line.startsWith("{")))
        .hasSize((int) (100_000L * IMAGENET.photographs() / 1_281_167));
  }
}
