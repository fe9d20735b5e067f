package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The cuda device as docs/cuda.md has it on a cluster: its jars go along with --gpus. In the place
 * of NVIDIA's libraries is the stand-in that the device's own tests have; the profile "cuda" makes
 * both.
 */
class StandaloneGpuIT {
  private static final Path JARS = Repository.file("model/cuda").resolve("target/gpu");

  /** Bits are those of fp32, which no layer rounds. */
  private static final Training IN_FP32 =
      new Training(
          2,
          List.of(
              "--width",
              "0.06",
              "--batch-size",
              "4",
              "--workers",
              "1",
              "--average-every",
              "2",
              "--precision",
              "fp32"));

  private static Path folder;
  private static Processes processes;
  private static Submissions submissions;

  @BeforeAll
  static void start() throws Exception {
    assumeThat(Files.isDirectory(JARS)).as("the cuda device: ./mvnw -Pclusters,cuda").isTrue();
    assumeThat(Files.exists(Path.of("/dev/nvidiactl"))).as("a GPU").isFalse();
    assumeThat(System.getenv("PATH").split(":"))
        .as("folders of programs, one with g++ for the stand-in")
        .anyMatch(programs -> Files.isExecutable(Path.of(programs, "g++")));
    folder = Repository.newFolder("standalone-gpu");
    processes = new Processes(folder);
    Path standIn = folder.resolve("stand-in");
    processes
        .run(
            "stand-in",
            Map.of(),
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                JARS + "/*",
                "org.alexnetspark.model.device.cuda.StandIn",
                standIn.toString()))
        .succeeded();
    StandaloneCluster cluster = new StandaloneCluster(processes);
    cluster.startWorker("worker", "0", "1");
    submissions =
        new Submissions(
            processes,
            "deploy/standalone/submit",
            Map.of("STANDALONE_FOLDER", cluster.secretFolder().toString()),
            Stream.concat(
                    Stream.of("--master", cluster.url()),
                    Submissions.settings(
                        "spark.cores.max=1", "spark.executorEnv.LD_LIBRARY_PATH=" + standIn)
                        .stream())
                .toList());
  }

  @AfterAll
  static void end() {
    if (processes != null) {
      processes.close();
    }
  }

  @Test
  void autoTakesTheGpusOneForEachTowerOrOneForBothToTheSameBits() throws Exception {
    String two = train("two-gpus", List.of());
    String one =
        train(
            "one-gpu",
            Submissions.settings(
                "spark.executor.resource.gpu.amount=1", "spark.task.resource.gpu.amount=1"));

    assertThat(Training.gpusByExecutor(two)).containsExactly(List.of("0", "1"));
    assertThat(Training.gpusByExecutor(one)).containsExactly(List.of("0", "0"));
    assertThat(IN_FP32.result(one)).isEqualTo(IN_FP32.result(two));
  }

  private static String train(String name, List<String> amounts) throws Exception {
    String run = folder.resolve(name).toString();
    List<String> gpus = Stream.concat(Stream.of("--gpus"), amounts.stream()).toList();
    String log =
        submissions
            .run(name, "train", gpus, IN_FP32.arguments(Plain.dataset().toString(), run))
            .succeeded()
            .output();
    assertThat(log).contains("computing on cuda in fp32");
    return run;
  }
}
