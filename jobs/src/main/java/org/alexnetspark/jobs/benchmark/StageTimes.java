package org.alexnetspark.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.StageInfo;

/** What Spark says of the stages that end while this listens. */
final class StageTimes extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final List<StageInfo> stages = new ArrayList<>();

  private StageTimes(SparkContext spark) {
    this.spark = spark;
  }

  static StageTimes listen(JavaSparkContext spark) {
    StageTimes times = new StageTimes(spark.sc());
    spark.sc().addSparkListener(times);
    return times;
  }

  @Override
  public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
    stages.add(completed.stageInfo());
  }

  /** The stages so far, in the order of their ends, once Spark has told of all. */
  List<StageInfo> stages() throws TimeoutException {
    spark.listenerBus().waitUntilEmpty();
    synchronized (this) {
      return List.copyOf(stages);
    }
  }

  /** Wall-clock seconds of a stage. */
  static double seconds(StageInfo stage) {
    long submitted = (Long) stage.submissionTime().get();
    long completed = (Long) stage.completionTime().get();
    return (completed - submitted) / 1e3;
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
