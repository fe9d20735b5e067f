package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two executor processes on this machine, without a cluster manager: deploy/local. */
class LocalClusterIT {

  @Test
  void bothJobsGiveTheResultOfOneProcess() throws Exception {
    Path folder = Repository.newFolder("local-cluster");
    String dataset = folder.resolve("dataset").toString();
    String run = folder.resolve("run").toString();
    try (Processes processes = new Processes(folder)) {
      submit(
          processes,
          "preprocess",
          Plain.preprocess(Plain.photographs() + "/train", "train", dataset));
      submit(processes, "train", Training.SHORT.arguments(dataset, run));
      assertThat(processes.alive(0)).isEmpty();
    }
    assertThat(Training.SHORT.result(run)).isEqualTo(Plain.result(Training.SHORT));
    assertThat(Training.gpusByExecutor(run)).containsExactly(List.of(), List.of());
  }

  private static void submit(Processes processes, String job, List<String> arguments)
      throws Exception {
    List<String> options = new ArrayList<>(Submissions.SHORT_LIVED);
    options.addAll(
        Submissions.settings(
            "spark.scheduler.minRegisteredResourcesRatio=1.0", "spark.executor.memory=512m"));
    processes
        .run(job, Map.of(), Submissions.local("local-cluster[2,1,1024]", options, job, arguments))
        .succeeded();
  }
}
