package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** YARN in cluster mode, with everything on HDFS and faked GPUs: deploy/yarn. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class YarnIT {
  private static final int MEGABYTES = 6144;

  /** Of a node that has room for one executor and none for a driver. */
  private static final int MEGABYTES_OF_ONE_EXECUTOR = 1024;

  private static Processes processes;
  private static Hdfs hdfs;
  private static Yarn yarn;
  private static Submissions submissions;
  private static String dataset;

  @BeforeAll
  static void start() throws Exception {
    processes = new Processes(Repository.newFolder("yarn"));
    HadoopServers servers = new HadoopServers(processes, processes.folder());
    hdfs = new Hdfs(processes, servers);
    yarn = new Yarn(processes, servers);
    yarn.startNode("node-1", MEGABYTES, "0", "1", "2", "3");
    dataset = hdfs.uri("/dataset");
    submissions =
        new Submissions(
            processes,
            "deploy/yarn/submit",
            Map.of("HADOOP_CONF_DIR", servers.clientSettings().toString()),
            Submissions.settings(
                "spark.yarn.jars=local:" + Repository.file("target/spark/jars") + "/*",
                "spark.executorEnv.PATH=" + yarn.path(),
                // Nothing keeps the containers of this test from each other's GPUs.
                "spark.executorEnv.GPU_CLAIMS=" + processes.folder().resolve("claims")));
    hdfs.put(Plain.photographs(), "/photographs");
  }

  @AfterAll
  static void end() {
    processes.close();
  }

  @Test
  @Order(1)
  void bothJobsGiveTheResultOfOneProcessAndEveryTowerHasItsGpu() throws Exception {
    for (String split : List.of("train", "val")) {
      submissions
          .run(
              "preprocess-" + split,
              "preprocess",
              List.of(),
              Plain.preprocess(hdfs.uri("/photographs/" + split), split, dataset))
          .succeeded();
    }
    String run = hdfs.uri("/runs/first");
    submissions
        .run("train", "train", List.of("--gpus"), Training.SHORT.arguments(dataset, run))
        .succeeded();
    assertThat(Training.SHORT.result(run)).isEqualTo(Plain.result(Training.SHORT));
    List<List<String>> gpus = Training.gpusByExecutor(run);
    assertThat(gpus).hasSize(2).allSatisfy(own -> assertThat(own).hasSize(2));
    assertThat(gpus.stream().flatMap(List::stream)).containsExactlyInAnyOrder("0", "1", "2", "3");
  }

  @Test
  @Order(2)
  void ctrlCKeepsACheckpointFromWhichTheRunGoesOnToTheSameBits() throws Exception {
    InterruptedRun.train(
        submissions, List.of("--deploy-mode", "client"), dataset, hdfs.uri("/runs/interrupted"));
  }

  @Test
  @Order(3)
  void executorsThatComeAndGoWithANodeDoNotChangeTheResult() throws Exception {
    yarn.stopNode("node-1");
    yarn.startNode("of-drivers", MEGABYTES);
    // GPUs of their own: executors of the first run may not have ended yet.
    yarn.startNode("gpus-1", MEGABYTES_OF_ONE_EXECUTOR, "4", "5");
    ElasticRun.train(
        submissions,
        dataset,
        hdfs.uri("/runs/elastic"),
        new ElasticRun.Machines() {
          @Override
          public List<ProcessHandle> executorsOfFirst() {
            return yarn.executors("gpus-1");
          }

          @Override
          public void addSecond() throws Exception {
            yarn.startNode("gpus-2", MEGABYTES_OF_ONE_EXECUTOR, "6", "7");
          }

          @Override
          public void loseFirst() throws Exception {
            yarn.killNode("gpus-1");
          }
        });
  }

  @Test
  @Order(4)
  void theJobsWordsAreInTheLogsOfItsContainers() throws Exception {
    try (var logs = Files.walk(processes.folder().resolve("node-1/logs"))) {
      List<Path> ofDrivers =
          logs.filter(path -> path.endsWith("stdout")).filter(YarnIT::isOfTraining).toList();
      assertThat(ofDrivers).isNotEmpty();
    }
  }

  private static boolean isOfTraining(Path log) {
    try {
      return Files.readString(log).contains("trained " + Training.SHORT.rounds() + " rounds");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
