package org.alexnetspark.jobs.device;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * Where a task runs and what Spark gave it to compute on.
 *
 * @param executor Spark's name of the process
 * @param host that the process runs on
 * @param gpus addresses of the task's GPUs, as the cluster's discovery script prints them; empty
 *     where the task was given none
 */
public record TaskDevices(String executor, String host, List<String> gpus) implements Serializable {
  /** Spark's name for GPUs, the one that every cluster manager knows. */
  private static final String GPU = "gpu";

  private static final TaskDevices NO_TASK = new TaskDevices("driver", "", List.of());

  public TaskDevices {
    gpus = List.copyOf(gpus);
  }

  /** Those of the task that this thread runs; outside of tasks there are no GPUs. */
  public static TaskDevices current() {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return NO_TASK;
    }
    SparkEnv spark = SparkEnv.get();
    ResourceInformation given = task.resourcesJMap().get(GPU);
    return new TaskDevices(
        spark.executorId(),
        spark.blockManager().blockManagerId().host(),
        given == null ? List.of() : List.of(given.addresses()));
  }

  /**
   * A GPU for each tower: its own where the task was given enough, else they take turns; none where
   * the task has none.
   *
   * @return an address for each tower, or an empty list
   */
  public List<String> ofTowers(int towers) {
    return gpus.isEmpty()
        ? Collections.emptyList()
        : IntStream.range(0, towers).mapToObj(tower -> gpus.get(tower % gpus.size())).toList();
  }
}
