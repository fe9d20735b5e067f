package org.alexnetspark.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Calls a submit script as its users do.
 *
 * @param script path in the repository
 * @param options of Spark, for every submission
 */
record Submissions(
    Processes processes, String script, Map<String, String> environment, List<String> options) {

  /** For executors; drivers and servers have it from their environment. */
  static final List<String> SHORT_LIVED =
      settings("spark.executor.defaultJavaOptions=" + Processes.SHORT_LIVED);

  /** Two executors of one core, in place of the sizes for ImageNet. */
  private static final List<String> SMALL =
      settings(
          "spark.driver.memory=768m",
          "spark.executor.instances=2",
          "spark.executor.cores=1",
          "spark.task.cpus=1",
          "spark.executor.memory=512m",
          "spark.executor.memoryOverhead=512m",
          "spark.executorEnv.OMP_NUM_THREADS=1");

  /**
   * As many executors as there is work for, from one on; those without any for some seconds go.
   * What one that stands still does not hand over is given up after seconds, too: Spark's minutes
   * would be the longest part of the test.
   */
  static final List<String> ELASTIC =
      settings(
          "spark.executor.instances=1",
          "spark.dynamicAllocation.enabled=true",
          "spark.dynamicAllocation.shuffleTracking.enabled=true",
          "spark.dynamicAllocation.maxExecutors=3",
          "spark.dynamicAllocation.executorIdleTimeout=3s",
          "spark.dynamicAllocation.shuffleTracking.timeout=1s",
          "spark.network.auth.rpcTimeout=10s",
          "spark.shuffle.io.maxRetries=1",
          "spark.shuffle.io.retryWait=1s");

  /** A command for the Spark that the build has made, without a cluster manager. */
  static List<String> local(
      String master, List<String> options, String job, List<String> arguments) {
    return Stream.of(
            List.of(Repository.file("deploy/local/spark-submit").toString(), "--master", master),
            options,
            List.of(Repository.file("jobs/target/" + job + ".jar").toString()),
            arguments)
        .flatMap(List::stream)
        .toList();
  }

  static List<String> settings(String... settings) {
    return Stream.of(settings).flatMap(setting -> Stream.of("--conf", setting)).toList();
  }

  /** Submits a job and does not wait. */
  Processes.Running start(String name, String job, List<String> more, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Repository.file(script).toString(), job));
    command.addAll(SMALL);
    command.addAll(SHORT_LIVED);
    command.addAll(options);
    command.addAll(more);
    command.add("--");
    command.addAll(arguments);
    return processes.start(name, new HashMap<>(environment), command);
  }

  /** Submits a job and waits for its end. */
  Processes.Finished run(String name, String job, List<String> more, List<String> arguments)
      throws IOException, InterruptedException {
    return start(name, job, more, arguments).finish();
  }
}
