package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A standalone cluster of two workers with two faked GPUs each: deploy/standalone. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandaloneIT {
  private static final String WORKER_1 = "worker-1";
  private static final String WORKER_2 = "worker-2";
  private static final String WORKER_3 = "worker-3";

  private static Path folder;
  private static Processes processes;
  private static StandaloneCluster cluster;
  private static Submissions submissions;

  @BeforeAll
  static void start() throws Exception {
    folder = Repository.newFolder("standalone");
    processes = new Processes(folder);
    cluster = new StandaloneCluster(processes);
    cluster.startWorker(WORKER_1, "0", "1");
    cluster.startWorker(WORKER_2, "4", "5");
    submissions =
        new Submissions(
            processes,
            "deploy/standalone/submit",
            Map.of("STANDALONE_FOLDER", cluster.secretFolder().toString()),
            List.of("--master", cluster.url()));
  }

  @AfterAll
  static void end() {
    processes.close();
  }

  @Test
  @Order(1)
  void bothJobsGiveTheResultOfOneProcessAndEveryTowerHasItsGpu() throws Exception {
    String dataset = folder.resolve("dataset").toString();
    String run = folder.resolve("run").toString();
    submissions
        .run(
            "preprocess",
            "preprocess",
            List.of(),
            Plain.preprocess(Plain.photographs() + "/train", "train", dataset))
        .succeeded();
    submissions
        .run(
            "train",
            "train",
            List.of("--gpus", "--conf", "spark.cores.max=2"),
            Training.SHORT.arguments(dataset, run))
        .succeeded();
    assertThat(Training.SHORT.result(run)).isEqualTo(Plain.result(Training.SHORT));
    assertThat(Training.gpusByExecutor(run))
        .containsExactlyInAnyOrder(List.of("0", "1"), List.of("4", "5"));
  }

  @Test
  @Order(2)
  void ctrlCKeepsACheckpointFromWhichTheRunGoesOnToTheSameBits() throws Exception {
    InterruptedRun.train(
        submissions,
        List.of("--conf", "spark.cores.max=2"),
        Plain.dataset().toString(),
        folder.resolve("interrupted").toString());
  }

  @Test
  @Order(3)
  void secretsAreReadableForTheirOwnerOnlyAndInNoArgument() throws Exception {
    Path secret = cluster.secretFolder().resolve("secret.conf");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    String value = Files.readString(secret).replace("spark.authenticate.secret", "").strip();
    assertThat(processes.alive(3)).noneMatch(command -> command.contains(value));
    try (var logs = Files.walk(folder)) {
      for (Path log : logs.filter(path -> path.toString().matches(".*(log|stderr)")).toList()) {
        assertThat(Files.readString(log)).as(log.toString()).doesNotContain(value);
      }
    }
  }

  @Test
  @Order(4)
  void aWorkerThatDoesNotKnowTheSecretIsNotTaken() throws Exception {
    Processes.Running stranger = cluster.startWorkerWithSecret("stranger", "guessed");
    Processes.await(
        "a refusal", stranger, () -> cluster.logOf("stranger").contains("Failed to connect"));
    assertThat(cluster.workers()).isEqualTo(2);
    cluster.kill("stranger");
  }

  @Test
  @Order(5)
  void executorsThatComeAndGoDoNotChangeTheResult() throws Exception {
    cluster.stop(WORKER_2);
    ElasticRun.train(
        submissions,
        Plain.dataset().toString(),
        folder.resolve("elastic").toString(),
        new ElasticRun.Machines() {
          @Override
          public List<ProcessHandle> executorsOfFirst() throws Exception {
            return cluster.executors(WORKER_1);
          }

          @Override
          public void addSecond() throws Exception {
            cluster.startWorker(WORKER_3, "6", "7");
          }

          @Override
          public void loseFirst() throws Exception {
            cluster.kill(WORKER_1);
          }
        });
  }

  @Test
  @Order(6)
  void stopLeavesNothingBehind() throws Exception {
    for (String name : List.of(WORKER_1, WORKER_3, "master")) {
      cluster.stop(name);
    }
    assertThat(processes.alive(0)).isEmpty();
  }
}
