package org.alexnetspark.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alexnetspark.jobs.TrainJar;
import org.alexnetspark.jobs.cli.JobMain;
import org.alexnetspark.jobs.cli.SparkForTests;
import org.alexnetspark.jobs.demo.DrawPhotographs;
import org.alexnetspark.jobs.preprocess.PreprocessCommand;

/**
 * A small dataset of drawn photographs and narrow networks trained on it, by the jobs themselves.
 */
final class SmallRun {
  static final int CLASSES = 10;
  static final int TRAIN_PER_CLASS = 4;
  static final int VAL_PER_CLASS = 2;

  /** A file that is no photograph, to be rejected. */
  static final String BROKEN = "broken.JPEG";

  /**
   * Of a network so narrow, and trained so little, that it has learnt nothing worth mentioning; in
   * the precision in which notes evaluate.
   */
  static final String OPTIONS =
      "--width 0.06 --init he --batch-size 10 --epochs 2 --precision fp32";

  private final Path folder;

  private SmallRun(Path folder) {
    this.folder = folder;
  }

  /** Draws, preprocesses and trains two runs: of one worker and of two. */
  static SmallRun make(Path folder) throws IOException {
    SmallRun made = new SmallRun(folder);
    DrawPhotographs.draw(made.photographs(), TRAIN_PER_CLASS, VAL_PER_CLASS, 1);
    Files.writeString(made.photographs().resolve("train/n90017204").resolve(BROKEN), "no picture");
    try (SparkForTests spark = SparkForTests.local(2)) {
      made.preprocess("train");
      made.preprocess("val");
      made.train(made.run(), "--workers", "1", "--average-every", "2");
      made.train(made.otherRun(), "--workers", "2", "--average-every", "1");
    }
    return made;
  }

  Path photographs() {
    return folder.resolve("photographs");
  }

  Path dataset() {
    return folder.resolve("dataset");
  }

  Path run() {
    return folder.resolve("one-worker");
  }

  Path otherRun() {
    return folder.resolve("two-workers");
  }

  private void preprocess(String split) {
    int status =
        JobMain.run(
            new PreprocessCommand(),
            "--input",
            photographs().resolve(split).toString(),
            "--split",
            split,
            "--output",
            dataset().toString(),
            "--synsets",
            photographs().resolve("synset_words.txt").toString(),
            "--max-rejects",
            "5%");
    assertThat(status).as("preprocess the %s split", split).isZero();
  }

  private void train(Path run, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", "--data", dataset().toString(), "--output", run.toString()));
    arguments.addAll(Arrays.asList(OPTIONS.split(" ", -1)));
    arguments.addAll(Arrays.asList(more));
    assertThat(TrainJar.run(arguments.toArray(String[]::new))).as("train %s", run).isZero();
  }
}
