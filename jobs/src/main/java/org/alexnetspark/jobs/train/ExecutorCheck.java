package org.alexnetspark.jobs.train;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.alexnetspark.jobs.cli.Count;
import org.alexnetspark.jobs.spark.Cluster;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;

/**
 * Sees to it that somebody is there to do the work: Spark itself waits for executors for ever, and
 * says nothing to whoever submitted the job.
 */
final class ExecutorCheck {
  /** Executors that were asked for together come one after the other. */
  private static final Duration STILL_STARTING = Duration.ofSeconds(10);

  private final int slots;

  private ExecutorCheck(int slots) {
    this.slots = slots;
  }

  /** Tasks that can run at the same time, with the cpus and GPUs that each asks for. */
  int slots() {
    return slots;
  }

  /**
   * Waits until at least one task can run, and then a little for executors that are still starting.
   *
   * @param wanted tasks at a time: where so many can run, nothing more is waited for
   * @throws IllegalStateException if there is no place for a task within the limit
   */
  static ExecutorCheck await(JavaSparkContext spark, int wanted, Duration limit) {
    Semaphore added = new Semaphore(0);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onExecutorAdded(SparkListenerExecutorAdded event) {
            added.release();
          }
        };
    spark.sc().addSparkListener(listener);
    try {
      IntSupplier slots = () -> Cluster.slots(spark);
      awaitSlots(1, slots, added, limit);
      if (slots.getAsInt() > 0 && executorsComeByThemselves(spark)) {
        awaitSlots(wanted, slots, added, STILL_STARTING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      spark.sc().removeSparkListener(listener);
    }
    int slots = Cluster.slots(spark);
    if (slots == 0) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s gave no executor that can run a task of %s cpus%s within %d s (--executor-timeout): see whether the "
                  + "cluster has free cores, memory for spark.executor.memory %s, and the devices asked for",
              spark.master(),
              spark.getConf().get("spark.task.cpus", "1"),
              gpus(spark),
              limit.toSeconds(),
              spark.getConf().get("spark.executor.memory", "1g")));
    }
    return new ExecutorCheck(slots);
  }

  /** With dynamic allocation more executors come when there is work, not before. */
  private static boolean executorsComeByThemselves(JavaSparkContext spark) {
    return !spark.isLocal()
        && !spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
  }

  /**
   * Waits until there are as many slots as wanted, or for as long as the limit says.
   *
   * @param added a permit for each executor that came
   */
  static void awaitSlots(int wanted, IntSupplier slots, Semaphore added, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    boolean more = true;
    while (more && slots.getAsInt() < wanted) {
      more = added.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  /** Says how the workers will be served, where they have to take turns. */
  void report(int workers) {
    if (slots < workers) {
      System.err.printf(
          Locale.ROOT,
          "%d workers are served by %s: a round takes %d turns; more executors or cores make it faster, the "
              + "result is the same%n",
          workers,
          Count.of(slots, "task slot"),
          (workers + slots - 1) / slots);
    }
  }

  private static String gpus(JavaSparkContext spark) {
    String amount = spark.getConf().get("spark.task.resource.gpu.amount", "");
    return amount.isEmpty() ? "" : " and " + amount + " GPUs";
  }
}
