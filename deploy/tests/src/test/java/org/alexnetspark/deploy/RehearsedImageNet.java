package org.alexnetspark.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A made ImageNet ({@code deploy/rehearsal}) of so many photographs: what jobs have to be told of
 * it, and what its statistics must be.
 *
 * @param photographs of the training set
 * @param broken how many of them are
 */
record RehearsedImageNet(int photographs, int broken) {
  /** What it consists of where there is nothing real: the drawn photographs. */
  private static final Path REAL = Path.of(System.getProperty("repository"), "../shared/data");

  /** Of its own file system. */
  String uri(String file) {
    return "imagenet://" + photographs + "/" + file;
  }

  /** Options of Spark for a job that reads it. */
  List<String> options() throws IOException, InterruptedException {
    return Stream.concat(
            Stream.of("--jars", jar().toString()),
            Submissions.settings(
                "spark.ui.enabled=false",
                "spark.hadoop.fs.imagenet.impl=org.alexnetspark.rehearsal.MadeImageNetFileSystem",
                "spark.hadoop.fs.imagenet.photographs=" + pool(),
                "spark.hadoop.fs.imagenet.broken=" + broken)
                .stream())
        .toList();
  }

  /** Compares a dataset's statistics with those that the photographs must have, to the bit. */
  Processes.Finished compareStatistics(Processes processes, Path dataset)
      throws IOException, InterruptedException {
    return processes.run(
        "statistics",
        Map.of(),
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            String.join(
                ":",
                jar().toString(),
                Repository.file("jobs/target/preprocess.jar").toString(),
                Repository.file("target/spark/jars") + "/*"),
            "org.alexnetspark.rehearsal.ExpectedStatistics",
            pool(),
            Integer.toString(photographs),
            Integer.toString(broken),
            dataset.toString()));
  }

  private static Path jar() {
    return Repository.file("deploy/rehearsal/target/rehearsal.jar");
  }

  private static String pool() throws IOException, InterruptedException {
    return Files.isDirectory(REAL)
        ? Stream.of("varied", "nasty/png_rgba_200x150.png", "nasty/jpeg_cmyk_adobe0.jpg")
            .map(each -> REAL.resolve(each).toString())
            .collect(Collectors.joining(","))
        : Plain.photographs().toString();
  }
}
