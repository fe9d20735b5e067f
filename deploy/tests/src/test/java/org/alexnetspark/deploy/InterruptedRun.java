package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** A training that Ctrl-C ends, whose driver runs where it was submitted, and that goes on. */
final class InterruptedRun {
  private InterruptedRun() {}

  /**
   * Trains with three workers, so that rounds are long enough to be met.
   *
   * @param more options of Spark
   */
  static void train(Submissions submissions, List<String> more, String dataset, String run)
      throws Exception {
    Processes.Running training =
        submissions.start("interrupted", "train", more, Training.LONG.arguments(dataset, run));
    Processes.await("round 2", training, () -> Training.newestCheckpoint(run) >= 2);
    Processes.signal("INT", List.of(training.process().toHandle()));

    Processes.Finished end = training.finish();

    assertThat(end.status()).as(end.output()).isEqualTo(130);
    assertThat(end.output().lines().filter(line -> line.startsWith("interrupted: ")))
        .singleElement()
        .asString()
        .contains("is kept", "train --resume");
    assertThat(end.output()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(Training.exists(run + "/_SUCCESS")).isFalse();

    submissions.run("resumed", "train", more, List.of("--output", run, "--resume")).succeeded();

    assertThat(Training.LONG.result(run)).isEqualTo(Plain.result(Training.LONG));
  }
}
