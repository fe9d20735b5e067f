package org.alexnetspark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/**
 * A training run whose executors come and go: dynamic allocation takes one more when work waits and
 * gives it back when there is none, and a machine is lost with the task that its executor has.
 *
 * <p>How long a round takes is nobody's promise. So the executor of the first machine is made to
 * stand still: the work behind its task waits until there is another executor, the run cannot end,
 * and what is lost with the machine is a task that has begun.
 */
final class ElasticRun {
  /** Long enough for an executor to start beside other work. */
  private static final Duration STANDSTILL = Duration.ofSeconds(15);

  private ElasticRun() {}

  /** What a cluster does to its machines while the run goes on. One executor fits on each. */
  interface Machines {
    /** The executors on the only machine so far. */
    List<ProcessHandle> executorsOfFirst() throws Exception;

    void addSecond() throws Exception;

    void loseFirst() throws Exception;
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
            events.andOptions(Submissions.ELASTIC, "--gpus"),
            Training.LONG.arguments(dataset, run));

    Processes.await("round 1", training, () -> Training.newestCheckpoint(run) >= 1);
    List<ProcessHandle> executors = machines.executorsOfFirst();
    Processes.signal("STOP", executors);
    machines.addSecond();
    standStillUntilThereIsAnother(executors, events, run, training);
    Processes.await(
        "the other executor is given back",
        training,
        () -> events.removals().contains(ExecutorEvents.NOT_NEEDED));
    machines.loseFirst();
    training.finish().succeeded();

    assertThat(Training.LONG.result(run)).isEqualTo(expected);
    assertThat(events.added()).isGreaterThanOrEqualTo(3);
    assertThat(events.removalsBeforeTheEnd())
        .contains(ExecutorEvents.NOT_NEEDED)
        .anyMatch(reason -> !reason.equals(ExecutorEvents.NOT_NEEDED));
  }

  /**
   * Where the executor has the last task of a stage, no other waits: it goes on to the next round
   * and stands still again. At the end it stands.
   */
  private static void standStillUntilThereIsAnother(
      List<ProcessHandle> executors, ExecutorEvents events, String run, Processes.Running training)
      throws Exception {
    long[] standsSince = {System.nanoTime()};
    Processes.await(
        "another executor",
        training,
        () -> {
          if (events.added() >= 2) {
            return true;
          }
          if (System.nanoTime() - standsSince[0] > STANDSTILL.toNanos()) {
            int round = Training.newestCheckpoint(run);
            Processes.signal("CONT", executors);
            Processes.await(
                "the next round", training, () -> Training.newestCheckpoint(run) > round);
            Processes.signal("STOP", executors);
            standsSince[0] = System.nanoTime();
          }
          return false;
        });
  }
}
