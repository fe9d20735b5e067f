package org.alexnetspark.preprocess.job;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.alexnetspark.preprocess.input.ClassList;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Makes all shards of a split: one Spark stage, a shard a task. */
final class ShardJob {
  private final JavaSparkContext spark;
  private final SplitSettings settings;
  private final ClassList classes;

  /** A job of these settings on that cluster. */
  ShardJob(JavaSparkContext spark, SplitSettings settings, ClassList classes) {
    this.spark = spark;
    this.settings = settings;
    this.classes = classes;
  }

  /**
   * Runs the job.
   *
   * @param tasks of the stage; others make the same shards
   * @param staging where attempts leave their files; shards that an earlier run has finished there
   *     are not made again
   * @param maxRejects ends the job as soon as it cannot be kept any more
   * @param progress is told how many photographs are done
   */
  SplitOutcome run(
      ShardPlan plan, int tasks, Path staging, RejectLimit maxRejects, LongConsumer progress) {
    Collector collector = new Collector(plan, maxRejects, progress);
    FinishedShards.find(staging, spark.hadoopConfiguration()).forEach(collector::take);
    List<ShardPlan.Assignment> toDo =
        plan.assignments().stream().filter(each -> !collector.has(each.index())).toList();
    if (!toDo.isEmpty()) {
      make(toDo, tasks, staging, collector);
    }
    return new SplitOutcome(collector.outcomes());
  }

  private void make(List<ShardPlan.Assignment> toDo, int tasks, Path staging, Collector collector) {
    List<String> synsets = classes.classes().stream().map(each -> each.synset()).toList();
    // Attempts of a run that is resumed must not meet those of the run before it.
    String run = UUID.randomUUID().toString();
    Broadcast<ShardMaker.Work> work =
        spark.broadcast(new ShardMaker.Work(settings, synsets, staging + "/attempt-" + run));
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    JavaRDD<ShardPlan.Assignment> assignments =
        spark.parallelize(toDo, Math.min(tasks, toDo.size()));
    spark.setJobGroup(run, "Make " + toDo.size() + " shards of " + settings.split());
    try {
      spark
          .sc()
          .runJob(
              assignments.rdd(),
              new MakeShards(work, hadoop),
              collector,
              ClassTag$.MODULE$.apply(List.class));
    } finally {
      // Where there are too many rejects, tasks are still at work.
      spark.cancelJobGroup(run);
      spark.clearJobGroup();
      work.destroy();
      hadoop.destroy();
    }
  }

  /** What a task does. */
  private static final class MakeShards
      extends AbstractFunction2<TaskContext, Iterator<ShardPlan.Assignment>, List<ShardOutcome>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<ShardMaker.Work> work;
    private final Broadcast<SerializableConfiguration> hadoop;

    private MakeShards(
        Broadcast<ShardMaker.Work> work, Broadcast<SerializableConfiguration> hadoop) {
      this.work = work;
      this.hadoop = hadoop;
    }

    @Override
    public List<ShardOutcome> apply(TaskContext task, Iterator<ShardPlan.Assignment> assignments) {
      List<ShardOutcome> outcomes = new ArrayList<>();
      while (assignments.hasNext()) {
        ShardPlan.Assignment assignment = assignments.next();
        String attempt = task.taskAttemptId() + "-" + assignment.index();
        outcomes.add(
            Unchecked.io(
                () ->
                    new ShardMaker(
                            work.value(), attempt, task.attemptNumber(), hadoop.value().value())
                        .make(assignment)));
      }
      return outcomes;
    }
  }

  /** Takes what tasks report, on the driver; Spark calls it once for each task that counts. */
  private static final class Collector
      extends AbstractFunction2<Object, List<ShardOutcome>, BoxedUnit> {
    private final ShardOutcome[] outcomes;
    private final long listed;
    private final RejectLimit maxRejects;
    private final LongConsumer progress;
    private long photographs;

    private Collector(ShardPlan plan, RejectLimit maxRejects, LongConsumer progress) {
      this.outcomes = new ShardOutcome[plan.shards()];
      this.listed = plan.photographs();
      this.maxRejects = maxRejects;
      this.progress = progress;
    }

    @Override
    public BoxedUnit apply(Object partition, List<ShardOutcome> made) {
      made.forEach(this::take);
      return BoxedUnit.UNIT;
    }

    private void take(ShardOutcome outcome) {
      outcomes[outcome.index()] = outcome;
      photographs += outcome.photographs();
      progress.accept(photographs);
      new SplitOutcome(Stream.of(outcomes).filter(Objects::nonNull).toList())
          .checkRejects(listed, maxRejects);
    }

    private boolean has(int shard) {
      return outcomes[shard] != null;
    }

    private List<ShardOutcome> outcomes() {
      return List.of(outcomes);
    }
  }
}
