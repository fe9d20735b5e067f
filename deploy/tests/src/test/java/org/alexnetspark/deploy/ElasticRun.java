package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * A training run whose executors come and go: dynamic allocation takes those that it needs and
 * gives back those that it does not, a machine is added, and one is lost.
 */
final class ElasticRun {
  private ElasticRun() {}

  /** What a cluster does to its machines while the run goes on. */
  interface Machines {
    void add() throws Exception;

    /** Whether an executor is on the added one. */
    boolean addedIsUsed() throws Exception;

    void lose() throws Exception;
  }

  /** Trains, and checks that the result is that of one process. */
  static void train(Submissions submissions, String dataset, String run, Machines machines)
      throws Exception {
    List<String> expected = Plain.result(Training.LONG);
    ExecutorEvents events =
        new ExecutorEvents(
            Files.createDirectory(submissions.processes().folder().resolve("events")));
    Processes.Running training =
        submissions.start(
            "elastic",
            "train",
            events.andOptions(
                Submissions.ELASTIC,
                "--gpus",
                "--driver-memory",
                "1g",
                "--executor-memory",
                "768m"),
            Training.LONG.arguments(dataset, run));

    Processes.await("round 1", training, () -> hasRound(run, 1));
    machines.add();
    Processes.await(
        "round 3 with an executor on the new machine",
        training,
        () -> hasRound(run, 3) && machines.addedIsUsed());
    machines.lose();
    training.finish().succeeded();

    assertThat(Training.LONG.result(run)).isEqualTo(expected);
    assertThat(events.added()).isGreaterThanOrEqualTo(2);
    assertThat(events.removalsBeforeTheEnd())
        .contains(ExecutorEvents.NOT_NEEDED)
        .anyMatch(reason -> !reason.equals(ExecutorEvents.NOT_NEEDED));
  }

  /** The last two checkpoints are kept: a later round stands for an earlier one. */
  private static boolean hasRound(String run, int round) throws IOException {
    for (int later = round; later <= Training.LONG.rounds(); later++) {
      if (Training.hasCheckpoint(run, later)) {
        return true;
      }
    }
    return false;
  }
}
