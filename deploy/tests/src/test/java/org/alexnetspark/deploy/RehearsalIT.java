package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A small share of {@code deploy/local/rehearsal}: a made ImageNet of 20,000 photographs in 1,000
 * classes, five of them broken, from a store that fails and is slow once in a while.
 */
class RehearsalIT {
  private static final int PHOTOGRAPHS = 20_000;
  private static final int BROKEN = 5;

  /** What the made ImageNet consists of where there is nothing real: the drawn photographs. */
  private static final Path REAL = Path.of(System.getProperty("repository"), "../shared/data");

  private static Path folder;
  private static String pool;
  private static Processes processes;

  @BeforeAll
  static void make() throws IOException, InterruptedException {
    folder = Repository.newFolder("rehearsal");
    processes = new Processes(folder);
    pool =
        Files.isDirectory(REAL)
            ? Stream.of("varied", "nasty/png_rgba_200x150.png", "nasty/jpeg_cmyk_adobe0.jpg")
                .map(each -> REAL.resolve(each).toString())
                .reduce((all, next) -> all + "," + next)
                .orElseThrow()
            : Plain.photographs().toString();
  }

  @AfterAll
  static void end() {
    processes.close();
  }

  @Test
  void aStoreThatFailsAndIsSlowGivesTheStatisticsThatThePhotographsMustHave() throws Exception {
    Path dataset = folder.resolve("dataset");

    Processes.Finished made =
        preprocess("faults", dataset, "fs.imagenet.fail.every=3000", "fs.imagenet.slow.every=500");

    made.succeeded();
    assertThat(made.output())
        .contains("in 1,000 classes, 5 rejected")
        .contains("train: 19,995 images");
    Processes.Finished compared =
        processes.run(
            "statistics",
            Map.of(),
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                String.join(
                    ":",
                    Repository.file("deploy/rehearsal/target/rehearsal.jar").toString(),
                    Repository.file("jobs/target/preprocess.jar").toString(),
                    Repository.file("target/spark/jars") + "/*"),
                "org.alexnetspark.rehearsal.ExpectedStatistics",
                pool,
                Integer.toString(PHOTOGRAPHS),
                Integer.toString(BROKEN),
                dataset.toString()));
    compared.succeeded();
    assertThat(compared.output())
        .contains("stats/mean.npy: as it must be", "stats/pca.json: as it must be");
  }

  @Test
  void aDownloadThatWasCutOffIsRefusedInOneLine() throws Exception {
    Processes.Finished made =
        preprocess("cut", folder.resolve("cut-off"), "fs.imagenet.cut.at=10240000");

    assertThat(made.status()).isEqualTo(2);
    assertThat(made.output())
        .contains("ILSVRC2012_img_train.tar: is no tar, or is cut off")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("cut-off/dataset.json")).doesNotExist();
  }

  private static Processes.Finished preprocess(String name, Path dataset, String... faults)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    options.addAll(
        List.of("--jars", Repository.file("deploy/rehearsal/target/rehearsal.jar").toString()));
    options.addAll(
        Submissions.settings(
            "spark.executor.memory=768m",
            "spark.ui.enabled=false",
            "spark.hadoop.fs.imagenet.impl=org.alexnetspark.rehearsal.MadeImageNetFileSystem",
            "spark.hadoop.fs.imagenet.photographs=" + pool,
            "spark.hadoop.fs.imagenet.broken=" + BROKEN));
    for (String fault : faults) {
      options.addAll(Submissions.settings("spark.hadoop." + fault));
    }
    return processes.run(
        name,
        Map.of(),
        Submissions.local(
            "local-cluster[2,1,1024]",
            options,
            "preprocess",
            List.of(
                "--input",
                "imagenet://" + PHOTOGRAPHS + "/ILSVRC2012_img_train.tar",
                "--encoding",
                "jpeg",
                "--shard-mb",
                "16",
                "--output",
                dataset.toString())));
  }
}
