package org.alexnetspark.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the clusters' results are compared with: the same photographs and training in one process,
 * without a cluster. Made once for all tests of a process.
 */
final class Plain {
  private static final Map<Training, Path> RUNS = new HashMap<>();
  private static Path photographs;
  private static Path dataset;

  private Plain() {}

  /** Folders {@code train} and {@code val} with forty and ten photographs of ten classes. */
  static synchronized Path photographs() throws IOException, InterruptedException {
    if (photographs == null) {
      Path drawn = Repository.newFolder("photographs").resolve("drawn");
      run(
          "draw",
          List.of(
              Path.of(System.getProperty("java.home"), "bin/java").toString(),
              "-Djava.awt.headless=true",
              "-cp",
              Repository.file("jobs/target/test-classes").toString(),
              "org.alexnetspark.jobs.demo.DrawPhotographs",
              drawn.toString(),
              "--train-per-class",
              "4",
              "--val-per-class",
              "1"));
      photographs = drawn;
    }
    return photographs;
  }

  /** A dataset with the splits {@code train} and {@code val}. */
  static synchronized Path dataset() throws IOException, InterruptedException {
    if (dataset == null) {
      Path made = Repository.newFolder("plain-dataset").resolve("dataset");
      for (String split : List.of("train", "val")) {
        run(
            "plain-preprocess",
            Submissions.local(
                "local[2]",
                List.of(),
                "preprocess",
                preprocess(photographs() + "/" + split, split, made.toString())));
      }

      dataset = made;
    }
    return dataset;
  }

  /** The arguments of preprocess.jar. */
  static List<String> preprocess(String input, String split, String dataset) {
    return List.of("--input", input, "--split", split, "--output", dataset, "--shard-mb", "2");
  }

  /** What a run's {@link Training#result} has to be. */
  static List<String> result(Training training) throws IOException, InterruptedException {
    return training.result(run(training).toString());
  }

  /** The folder of a run, with its model. */
  static synchronized Path run(Training training) throws IOException, InterruptedException {
    if (!RUNS.containsKey(training)) {
      Path run = Repository.newFolder("plain-run-" + training.rounds()).resolve("run");
      run(
          "plain-train",
          Submissions.local(
              "local[2]",
              List.of("--driver-memory", "2g"),
              "train",
              training.arguments(dataset().toString(), run.toString())));
      RUNS.put(training, run);
    }
    return RUNS.get(training);
  }

  private static void run(String name, List<String> command)
      throws IOException, InterruptedException {
    try (Processes processes = new Processes(Repository.newFolder(name))) {
      processes.run(name, Map.of(), command).succeeded();
    }
  }
}
