package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

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
    // As a terminal does: to the script that submits, and to the driver that it may have started.
    ProcessHandle script = training.process().toHandle();
    Processes.signal("INT", Stream.concat(Stream.of(script), script.descendants()).toList());

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
