package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Photographs, dataset, run and checkpoints on HDFS; what breaks is repaired by --resume. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HdfsIT {
  private static final String RUN_FOLDER = "/runs/first";

  private static Processes processes;
  private static Hdfs hdfs;
  private static String dataset;
  private static String run;

  @BeforeAll
  static void start() throws Exception {
    processes = new Processes(Repository.newFolder("hdfs"));
    hdfs = new Hdfs(processes, new HadoopServers(processes, processes.folder()));
    dataset = hdfs.uri("/dataset");
    run = hdfs.uri(RUN_FOLDER);
    hdfs.put(Plain.photographs(), "/photographs");
    start("preprocess", Plain.preprocess(hdfs.uri("/photographs/train"), "train", dataset))
        .finish()
        .succeeded();
  }

  @AfterAll
  static void end() {
    processes.close();
  }

  private static Processes.Running start(String job, List<String> arguments) throws Exception {
    List<String> command =
        Submissions.local(
            "local[2]",
            Submissions.settings(
                "spark.hadoop.fs.permissions.umask-mode=027",
                "spark.hadoop.dfs.client.socket-timeout=1000"),
            job,
            arguments);
    return processes.start(job + "-" + System.nanoTime(), Map.of(), command);
  }

  private static List<String> resumed(List<String> arguments) {
    List<String> resumed = new ArrayList<>(arguments);
    resumed.add("--resume");
    return resumed;
  }

  @Test
  @Order(1)
  void aCheckpointThatCannotBeWrittenToItsEndFailsTheJobInOneLine() throws Exception {
    start("train", Training.SHORT.arguments(dataset, run, 1)).finish().succeeded();
    Path runs = new Path("/runs");
    try (DistributedFileSystem files = hdfs.connect()) {
      // Room for the weights of the next checkpoint, but not for all of its files.
      long inodes = files.getContentSummary(runs).getFileAndDirectoryCount();
      files.setQuota(runs, inodes + 2, HdfsConstants.QUOTA_DONT_SET);

      Processes.Finished failed =
          start("train", resumed(Training.SHORT.arguments(dataset, run))).finish();

      assertThat(failed.status()).isEqualTo(1);
      assertThat(failed.output()).containsOnlyOnce("error: ").contains("quota");
      assertThat(files.exists(new Path(RUN_FOLDER, "checkpoints/.round-2.tmp/weights.npy")))
          .isTrue();
      assertThat(Training.hasCheckpoint(run, 2)).isFalse();
      files.setQuota(runs, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_DONT_SET);
    }
  }

  @Test
  @Order(2)
  void aDriverIsKilledWhileItWritesACheckpoint() throws Exception {
    Processes.Running training = start("train", resumed(Training.SHORT.arguments(dataset, run)));
    Processes.await(
        "the writing of a checkpoint",
        training,
        () -> Training.exists(run + "/checkpoints/.round-3.tmp") || Training.hasCheckpoint(run, 3));
    training.kill();
    assertThat(Training.exists(run + "/_SUCCESS")).isFalse();
  }

  @Test
  @Order(3)
  void safeModeAndADataNodeThatStandsStillCostTimeAndCheckpointsButNoBits() throws Exception {
    String troubled = hdfs.uri("/runs/troubled");
    Processes.Running training = start("train", Training.LONG.arguments(dataset, troubled));
    Processes.await("round 2", training, () -> Training.newestCheckpoint(troubled) >= 2);
    try (DistributedFileSystem files = hdfs.connect()) {
      files.setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_ENTER);
      Processes.await(
          "a warning", training, () -> training.output().contains("could not be written"));
      files.setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_LEAVE);
    }
    int before = Training.newestCheckpoint(troubled);
    Processes.await(
        "the next checkpoint", training, () -> Training.newestCheckpoint(troubled) > before);
    hdfs.signalDataNode("STOP", "datanode-2");
    Processes.await(
        "HDFS's client doing without the DataNode",
        training,
        () -> training.output().contains("Excluding datanode"));
    hdfs.signalDataNode("CONT", "datanode-2");
    assertThat(training.finish().succeeded().output()).contains("training goes on");
    assertThat(Training.LONG.result(troubled)).isEqualTo(Plain.result(Training.LONG));
  }

  @Test
  @Order(4)
  void theResumedRunIsTheUndisturbedOneAlthoughADataNodeIsLost() throws Exception {
    Processes.Running training = start("train", resumed(Training.SHORT.arguments(dataset, run)));
    Processes.await("round 4", training, () -> Training.hasCheckpoint(run, 4));
    hdfs.killDataNode("datanode-1");
    training.finish().succeeded();
    assertThat(Training.SHORT.result(run)).isEqualTo(Plain.result(Training.SHORT));
    assertThat(Training.exists(run + "/_SUCCESS")).isTrue();
  }

  @Test
  @Order(5)
  void outputsAreNotReadableForEverybody() throws Exception {
    try (DistributedFileSystem files = hdfs.connect()) {
      for (String output : List.of("/dataset", RUN_FOLDER)) {
        List<FileStatus> made = new ArrayList<>(List.of(files.listStatus(new Path(output))));
        made.add(files.getFileStatus(new Path(output)));
        assertThat(made)
            .allSatisfy(
                file -> assertThat(file.getPermission().getOtherAction()).isEqualTo(FsAction.NONE));
      }
    }
  }

  /** A task that is retried notes on HDFS where it is, in a file that it never closes. */
  @Test
  @Order(6)
  void aPhotographThatKillsEveryExecutorIsFoundByWhatTheyLeftOnHdfs() throws Exception {
    java.nio.file.Path photographs = Plain.photographs().resolve("train");
    java.nio.file.Path deadly;
    try (Stream<java.nio.file.Path> all = Files.walk(photographs)) {
      deadly = all.filter(Files::isRegularFile).sorted().skip(5).findFirst().orElseThrow();
    }
    java.nio.file.Path mine =
        Files.createFile(deadly.resolveSibling("." + deadly.getFileName() + ".minefield"));
    try {
      List<String> options = new ArrayList<>();
      options.addAll(
          List.of("--jars", Repository.file("jobs/target/jobs-0.1.0-tests.jar").toString()));
      options.addAll(Submissions.SHORT_LIVED);
      options.addAll(
          Submissions.settings(
              "spark.executor.memory=768m",
              "spark.hadoop.fs.deadly.impl=org.alexnetspark.jobs.preprocess.DeadlyFileSystem"));
      List<String> arguments =
          new ArrayList<>(Plain.preprocess("deadly:" + photographs, "train", hdfs.uri("/deadly")));
      arguments.addAll(List.of("--max-rejects", "1"));
      Processes.Finished made =
          processes.run(
              "deadly",
              Map.of(),
              Submissions.local("local-cluster[2,1,1024]", options, "preprocess", arguments));

      assertThat(made.succeeded().output()).contains("1 rejected (ends-decoder 1)");
    } finally {
      Files.delete(mine);
    }
  }
}
