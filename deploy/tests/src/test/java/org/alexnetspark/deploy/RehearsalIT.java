package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A small share of {@code deploy/local/rehearsal}: a made ImageNet of 20,000 photographs in 1,000
 * classes, five of them broken, from a store that fails and is slow once in a while.
 */
class RehearsalIT {
  private static final RehearsedImageNet IMAGENET = new RehearsedImageNet(20_000, 5);

  private static Path folder;
  private static Processes processes;

  @BeforeAll
  static void start() throws IOException {
    folder = Repository.newFolder("rehearsal");
    processes = new Processes(folder);
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
    Processes.Finished compared = IMAGENET.compareStatistics(processes, dataset);
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
    List<String> options = new ArrayList<>(IMAGENET.options());
    options.addAll(Submissions.settings("spark.executor.memory=768m"));
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
                IMAGENET.uri("ILSVRC2012_img_train.tar"),
                "--encoding",
                "jpeg",
                "--shard-mb",
                "16",
                "--output",
                dataset.toString())));
  }
}
