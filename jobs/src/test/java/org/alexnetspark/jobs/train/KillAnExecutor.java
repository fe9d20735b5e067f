package org.alexnetspark.jobs.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Kills (SIGKILL) the process of the executor on which the first task of a certain stage starts.
 * Spark makes an instance of it by its name.
 */
public final class KillAnExecutor extends SparkListener {
  private static final int NONE = -1;
  private static final String JOB_DESCRIPTION = "spark.job.description";
  private static final AtomicInteger ARMED_FOR_STAGE = new AtomicInteger(NONE);
  private static final AtomicInteger KILLED = new AtomicInteger();

  /** Spark's numbers of the stages of all rounds so far; other jobs have stages, too. */
  private final List<Integer> stagesOfRounds = new ArrayList<>();

  /**
   * The next executor that starts a task of this stage, counted from 0 over all rounds, is killed;
   * rounds have two stages each.
   */
  static void atStage(int stage) {
    KILLED.set(0);
    ARMED_FOR_STAGE.set(stage);
  }

  /** How many have been since then. */
  static int killed() {
    return KILLED.get();
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    int stage = submitted.stageInfo().stageId();
    boolean ofRound = submitted.properties().getProperty(JOB_DESCRIPTION, "").startsWith("round ");
    if (ofRound && !stagesOfRounds.contains(stage)) {
      stagesOfRounds.add(stage);
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    int stage = stagesOfRounds.indexOf(task.stageId());
    if (stage != NONE && ARMED_FOR_STAGE.compareAndSet(stage, NONE)) {
      ProcessHandle executor =
          ProcessHandle.current()
              .descendants()
              .filter(process -> isExecutor(process, task.taskInfo().executorId()))
              .findFirst()
              .orElseThrow();
      executor.destroyForcibly();
      executor.onExit().join();
      KILLED.incrementAndGet();
    }
  }

  /**
   * The kernel has the whole command line; Java's own view of it ends before the class path does.
   */
  private static boolean isExecutor(ProcessHandle process, String id) {
    try {
      String line =
          Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
              .replace('\0', ' ');
      return line.contains("CoarseGrainedExecutorBackend")
          && line.contains("--executor-id " + id + " ");
    } catch (IOException e) {
      return false; // it has ended meanwhile
    }
  }
}
