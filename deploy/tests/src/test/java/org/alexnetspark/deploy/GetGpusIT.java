package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spark's discovery script: deploy/get-gpus. */
class GetGpusIT {
  private Processes processes;
  private Path folder;

  @BeforeEach
  void start() throws Exception {
    processes = new Processes(Repository.newFolder("get-gpus"));
    folder = processes.folder();
  }

  @AfterEach
  void end() {
    processes.close();
  }

  private static List<String> script() {
    return List.of(Repository.file("deploy/get-gpus").toString());
  }

  private Map<String, String> gpus(String... indices) throws Exception {
    return Repository.fakedGpus(Repository.fakedNvidiaSmi(folder.resolve("bin")), indices);
  }

  private Map<String, String> claiming(int secondsToWait) throws Exception {
    Map<String, String> environment = new HashMap<>(gpus("0", "1", "2", "3"));
    environment.put("GPU_CLAIMS", folder.resolve("claims").toString());
    environment.put("GPU_CLAIM_WAIT", String.valueOf(secondsToWait));
    return environment;
  }

  /** Starts a process that asks for its GPUs and then lives on, as an executor does. */
  private Processes.Running executor(String name, int secondsToWait) throws Exception {
    return processes.start(
        name,
        claiming(secondsToWait),
        List.of("bash", "-c", script().get(0) + "; echo asked; read -r < <(sleep 600)"));
  }

  /** Starts such a process and waits until it was told its GPUs, or that there are none. */
  private Processes.Running executor(String name) throws Exception {
    return told(executor(name, 0));
  }

  private static Processes.Running told(Processes.Running executor) throws Exception {
    Processes.await("an answer", executor, () -> executor.output().contains("asked"));
    return executor;
  }

  @Test
  void allGpusAreListedAsSparkWantsThem() throws Exception {
    assertThat(processes.run("list", gpus("0", "1"), script()).succeeded().output())
        .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}\n");
  }

  @Test
  void aMachineWithoutNvidiaSmiIsOneLine() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("bin"));
    for (String program : List.of("bash", "uname")) {
      Files.createSymbolicLink(empty.resolve(program), Path.of("/usr/bin", program));
    }
    Processes.Finished refused = processes.run("none", Map.of("PATH", empty.toString()), script());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output()).startsWith("get-gpus: there is no nvidia-smi on ").hasLineCount(1);
  }

  @Test
  void executorsOfOneMachineHaveGpusOfTheirOwnAsLongAsTheyRun() throws Exception {
    Processes.Running first = executor("first");
    assertThat(first.output()).contains("[\"0\", \"1\"]");
    assertThat(executor("second").output()).contains("[\"2\", \"3\"]");
    assertThat(executor("third").output())
        .contains("get-gpus: of the GPUs 0 1 2 3 on ", " only 0 are free, 2 are wanted");
    first.kill();
    assertThat(executor("fourth").output()).contains("[\"0\", \"1\"]");
  }

  @Test
  void anExecutorWaitsForGpusOfOneThatIsAboutToEnd() throws Exception {
    Processes.Running first = executor("first");
    executor("second");
    Processes.Running third = executor("third", 60);
    Processes.await(
        "a second look", third, () -> third.process().descendants().anyMatch(GetGpusIT::sleeps));
    first.kill();
    assertThat(told(third).output()).contains("[\"0\", \"1\"]");
  }

  private static boolean sleeps(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/sleep");
  }

  /** Its parent has not asked how it ended, and never will. */
  @Test
  void anExecutorThatIsAZombieHasEnded() throws Exception {
    Processes.Running parent =
        processes.start(
            "parent",
            claiming(0),
            List.of("bash", "-c", "(" + script().get(0) + "; exit 0) & exec sleep 600"));
    Processes.await(
        "a zombie", parent, () -> parent.process().children().anyMatch(GetGpusIT::isZombie));
    assertThat(parent.output()).contains("[\"0\", \"1\"]");
    assertThat(executor("second").output()).contains("[\"0\", \"1\"]");
  }

  private static boolean isZombie(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"))
          .contains(") Z ");
    } catch (IOException e) {
      return false; // was asked for
    }
  }
}
