package org.alexnetspark.jobs.train;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.alexnetspark.jobs.cli.Cluster;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;

/**
 * Sees to it that somebody is there to do the work: Spark itself waits for executors for ever, and
 * says nothing to whoever submitted the job.
 */
final class ExecutorCheck {
  private final int slots;

  private ExecutorCheck(int slots) {
    this.slots = slots;
  }

  /** Tasks that can run at the same time, with the cpus and GPUs that each asks for. */
  int slots() {
    return slots;
  }

  /**
   * Waits until at least one task can run.
   *
   * @throws IllegalStateException if there is no place for a task within the limit
   */
  static ExecutorCheck await(JavaSparkContext spark, Duration limit) {
    CountDownLatch executor = new CountDownLatch(1);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onExecutorAdded(SparkListenerExecutorAdded added) {
            executor.countDown();
          }
        };
    spark.sc().addSparkListener(listener);
    try {
      if (Cluster.slots(spark) == 0) {
        executor.await(limit.toSeconds(), TimeUnit.SECONDS);
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

  /** Says how the workers will be served, where they have to take turns. */
  void report(int workers) {
    if (slots < workers) {
      System.err.printf(
          "%d workers are served by %d task slots: a round takes %d turns; more executors or cores make it faster, the "
              + "result is the same%n",
          workers, slots, (workers + slots - 1) / slots);
    }
  }

  private static String gpus(JavaSparkContext spark) {
    String amount = spark.getConf().get("spark.task.resource.gpu.amount", "");
    return amount.isEmpty() ? "" : " and " + amount + " GPUs";
  }
}
